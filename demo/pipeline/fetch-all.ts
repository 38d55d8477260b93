import { catchError, from, map, of, type Observable } from 'rxjs';
import { createHttpClient, errorKind, protect, TokenBucket, CircuitBreaker, type HttpClient } from 'breakwater';
import { drainMap } from 'breakwater/streaming';
import type { Item } from './item-server.js';

/** What became of one URL. */
export type Result = { readonly url: string; readonly item: Item } | { readonly url: string; readonly error: string };

/** One client for the whole list, and what its requests share. */
export interface PipelineClient {
  readonly http: HttpClient;
  readonly bucket: TokenBucket;
  readonly breaker: CircuitBreaker;
  readonly retries: () => number;
}

const AT_ONCE = 32;

export function createPipelineClient(baseUrl: string): PipelineClient {
  const bucket = new TokenBucket({ name: 'items', capacity: 50, refillPerSecond: 1_500 });
  const breaker = new CircuitBreaker({ name: 'items', failureThreshold: 50, openDuration: 500 });
  let retries = 0;
  const policy = protect({
    retry: { maxRetries: 6, initialInterval: 50, maxInterval: 1_000, onRetry: () => void retries++ },
    limiter: bucket,
    breaker,
    attemptTimeout: 1_000,
  });
  return { http: createHttpClient({ baseUrl, policy }), bucket, breaker, retries: () => retries };
}

/**
 * Fetches the URLs, so many at once; one that fails for good is a result like any other. An open circuit refuses thousands of them in one
 * go: `mergeMap` would call itself for each, until the stack is full.
 */
export function fetchAll(http: HttpClient, urls: readonly string[]): Observable<Result> {
  return from(urls).pipe(
    drainMap(
      (url) =>
        http.get<Item>(url).pipe(
          map((item) => ({ url, item })),
          catchError((error: unknown) => of({ url, error: errorKind(error) })),
        ),
      AT_ONCE,
    ),
  );
}
