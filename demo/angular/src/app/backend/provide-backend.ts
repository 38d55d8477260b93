import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type EnvironmentProviders, makeEnvironmentProviders } from '@angular/core';
import { protect } from 'breakwater';
import { breakwaterInterceptor, provideBreakwater } from 'breakwater/angular';

/** How long the circuit stays open, in milliseconds. */
const OPEN_DURATION = 5_000;

/** `HttpClient`, and what it does for the orders when their backend doesn't feel well. */
export function provideBackend(openDuration = OPEN_DURATION): EnvironmentProviders {
  const policy = protect({
    totalTimeout: 10_000,
    retry: { maxRetries: 2, initialInterval: 200 },
    limiter: { name: 'orders', capacity: 10, refillPerSecond: 5 },
    breaker: { name: 'orders', failureThreshold: 3, openDuration },
    attemptTimeout: 1_000,
  });
  return makeEnvironmentProviders([
    provideHttpClient(withFetch(), withInterceptors([breakwaterInterceptor])),
    provideBreakwater({ routes: { orders: { url: '/api/orders', policy } } }),
  ]);
}
