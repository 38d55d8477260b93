import { answerStatus } from '../errors/answer-status.js';
import { parseRateLimit } from '../errors/parse-rate-limit.js';
import { retryHint } from '../errors/retry-hint.js';
import type { RateLimiter } from '../policies/rate-limiter.js';

/** What an answer tells of the server's rate limits holds for a limiter, a good answer's too. */
export function heed(limiter: RateLimiter, headers: Headers, now: number): void {
  limiter.heed(parseRateLimit(headers, now));
}

/** The same of an error that knows the headers of an answer. */
export function heedError(limiter: RateLimiter, error: unknown, now: number): void {
  const headers = answerStatus(error) === undefined ? undefined : (error as { headers?: unknown }).headers;
  if (headers instanceof Headers) heed(limiter, headers, now);
}

/** A server that says "later" says it to everybody in the queue. */
export function pauseAsTold(limiter: RateLimiter, error: unknown): void {
  const status = answerStatus(error);
  const hint = status === 429 || status === 503 ? retryHint(error) : undefined;
  if (hint !== undefined) limiter.pause(Math.min(hint, Number.MAX_SAFE_INTEGER));
}
