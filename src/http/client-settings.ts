import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { requireFunction, requireOption, requirePositiveDuration } from '../validation/require-option.js';
import { AbortSignals } from './abort-signals.js';
import type { HeaderSource } from './client-headers.js';
import { fetchTransport } from './fetch-transport.js';
import type { HttpClientOptions } from './http-client-options.js';
import type { HttpInterceptor, HttpTransport } from './http-response.js';
import type { ResiliencePolicy } from './resilience-policy.js';
import { quoteUrl, resolveUrl } from './resolve-url.js';

/** A client's options, checked, with what it has inherited. */
export interface ClientSettings {
  readonly baseUrl: string | undefined;
  readonly headers: readonly HeaderSource[];
  readonly timeout: number;
  readonly interceptors: readonly HttpInterceptor[];
  readonly policy: ResiliencePolicy | undefined;
  readonly transport: HttpTransport;
  readonly scheduler: SchedulerLike;
  /** Shared with all clients that are extended from the same one. */
  readonly signals: AbortSignals;
}

/** The options of a client over those of another: headers merge, interceptors append, the rest is replaced. */
export function clientSettings(options: HttpClientOptions, base?: ClientSettings): ClientSettings {
  const {
    timeout = base?.timeout ?? 30_000,
    interceptors = [],
    policy = base?.policy,
    transport = base?.transport ?? fetchTransport(),
    scheduler = base?.scheduler ?? asyncScheduler,
    headers,
  } = options;
  requirePositiveDuration('timeout', timeout);
  requireOption(Array.isArray(interceptors), 'interceptors', 'an array of functions', interceptors);
  for (const interceptor of interceptors) requireFunction('interceptors', interceptor);
  requireFunction('transport', transport);
  if (policy !== undefined) requireFunction('policy', policy);
  return {
    baseUrl: baseUrl(options.baseUrl, base?.baseUrl),
    headers: [...(base?.headers ?? []), ...(headers === undefined ? [] : [headers])],
    timeout,
    interceptors: [...(base?.interceptors ?? []), ...interceptors],
    policy,
    transport,
    scheduler,
    signals: base?.signals ?? new AbortSignals(),
  };
}

function baseUrl(url: string | URL | undefined, inherited: string | undefined): string | undefined {
  if (url === undefined) return inherited;
  try {
    return resolveUrl(url, inherited).href;
  } catch {
    throw new RangeError(`baseUrl must be an absolute URL, but was ${quoteUrl(url)}.`);
  }
}
