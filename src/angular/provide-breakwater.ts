import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { checkOptions, type BreakwaterOptions } from './breakwater-options.js';

/** What the interceptor and the signals are configured with; nothing, where nobody has. */
export const BREAKWATER = new InjectionToken<BreakwaterOptions>('Breakwater', { providedIn: 'root', factory: () => ({}) });

/**
 * Says which policies `breakwaterInterceptor` puts around the requests of Angular's `HttpClient`, and whose state
 * `injectBreakerState` and `injectLimiterState` find. The policies are made where they are written: in a server that renders many
 * pages they are shared by all of them, as they should be, for they stand for the services that are called.
 *
 * Throws a `RangeError` that names the option that can't be.
 *
 * @example
 * const breakers = new Registry((name) => new CircuitBreaker({ name }));
 * const providers = [
 *   provideHttpClient(withInterceptors([breakwaterInterceptor])),
 *   provideBreakwater({ policy: protect({ retry: {}, breaker: breakers, attemptTimeout: 5_000 }) }),
 * ];
 */
export function provideBreakwater(options: BreakwaterOptions): EnvironmentProviders {
  checkOptions(options);
  return makeEnvironmentProviders([{ provide: BREAKWATER, useValue: options }]);
}
