export { angularTransport, type AngularTransportOptions } from './angular-transport.js';
export { breakwaterInterceptor } from './breakwater-interceptor.js';
export type { BreakwaterOptions, BreakwaterRoute } from './breakwater-options.js';
export { injectBreaker, injectBreakerState } from './inject-breaker.js';
export { injectLimiter, injectLimiterState } from './inject-limiter.js';
export { provideBreakwater } from './provide-breakwater.js';
export { provideHttpTransport } from './provide-http-transport.js';
export { withIdempotencyKey, withPolicy } from './request-context.js';
