import type { RequestOptions } from '../http/http-client-options.js';
import type { HttpResponse } from '../http/http-response.js';
import { retrySettings, type RetryBackoffOptions, type RetrySettings } from '../operators/retry-backoff-options.js';
import { requireFunction, requireOneOf, requireOption } from '../validation/require-option.js';
import { isStrongEtag } from './judge-answer.js';

/** `timeout`, `policy` and the like hold for each request of the download, not for the whole of it. */
export interface DownloadOptions extends Omit<RequestOptions<never>, 'as' | 'acceptStatus' | 'idempotencyKey'> {
  /**
   * When and how often a broken download goes on. The retries begin anew whenever it has come further than ever before. Default: that of
   * `retryBackoff`, but `initialInterval: 500`, `maxRetries: 8` and `resetOnSuccess: true`.
   */
  retry?: RetryBackoffOptions;
  /**
   * What to do when some bytes are there and the server can't send the rest: `'restart'` begins anew and says so with an event of its
   * own. Default: `'error'`.
   */
  whenNotResumable?: 'error' | 'restart';
  /** Goes on with a file whose first `at` bytes are there, from an answer that had this strong ETag. Default: from the front. */
  start?: { readonly at: number; readonly etag: string };
  /** Called with the head of each answer whose bytes are used: it tells type, name and ETag. If it throws, the stream errors with that. */
  onResponse?: (response: HttpResponse) => void;
}

/** All options, each with its value. */
export interface DownloadSettings {
  readonly retry: RetrySettings;
  readonly whenNotResumable: 'error' | 'restart';
  readonly start: { readonly at: number; readonly etag: string | undefined };
  readonly onResponse: (response: HttpResponse) => void;
  readonly signal: AbortSignal | undefined;
  readonly request: RequestOptions<never>;
}

/** Fills in the defaults, and refuses what can't work. */
export function downloadSettings(options: DownloadOptions): DownloadSettings {
  const { retry = {}, whenNotResumable = 'error', start, onResponse = () => undefined, signal, ...request } = options;
  const { initialInterval = 500, maxRetries = 8, resetOnSuccess = true } = retry;
  requireOneOf('whenNotResumable', whenNotResumable, ['error', 'restart']);
  requireFunction('onResponse', onResponse);
  if (start !== undefined) {
    requireOption(Number.isSafeInteger(start.at) && start.at >= 0, 'start.at', 'a whole number from 0', start.at);
    requireOption(typeof start.etag === 'string' && isStrongEtag(start.etag), 'start.etag', 'a strong ETag in its quotes', start.etag);
  }
  return {
    retry: retrySettings({ ...retry, initialInterval, maxRetries, resetOnSuccess }),
    whenNotResumable,
    start: { at: start?.at ?? 0, etag: start?.etag },
    onResponse,
    signal,
    request,
  };
}
