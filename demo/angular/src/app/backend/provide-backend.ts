import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type EnvironmentProviders, makeEnvironmentProviders } from '@angular/core';
import { protect } from 'breakwater';
import { breakwaterInterceptor, provideBreakwater } from 'breakwater/angular';

/** In milliseconds. */
export interface BackendTimes {
  /** How long the circuit stays open. Default: 5_000. */
  readonly openDuration?: number;
  /** How long a call may take with its retries; each attempt gets a fifth. Default: 5_000. */
  readonly timeout?: number;
}

/** `HttpClient`, and what it does for the orders when their backend doesn't feel well. */
export function provideBackend({ openDuration = 5_000, timeout = 5_000 }: BackendTimes = {}): EnvironmentProviders {
  const policy = protect({
    totalTimeout: timeout,
    retry: { maxRetries: 2, initialInterval: 200 },
    limiter: { name: 'orders', capacity: 10, refillPerSecond: 5 },
    breaker: { name: 'orders', failureThreshold: 3, openDuration },
    attemptTimeout: timeout / 5,
  });
  return makeEnvironmentProviders([
    provideHttpClient(withFetch(), withInterceptors([breakwaterInterceptor])),
    provideBreakwater({ routes: { orders: { url: '/api/orders', policy } } }),
  ]);
}
