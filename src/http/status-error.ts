import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { HttpStatusError } from '../errors/http-status-error.js';
import { retryAfter } from '../errors/retry-after.js';
import type { HttpResponse } from './http-response.js';

/** How much of a body an error keeps. */
const MOST_BYTES = 65_536;

/**
 * Errors with the `HttpStatusError` of a refused answer, when its body has been read, or the first 64 KiB of it; the rest is not
 * transferred. A body that breaks off doesn't hide the status.
 *
 * @param now the time to which a `Retry-After` date is compared
 */
export function statusError(response: HttpResponse, now: () => number): Observable<never> {
  return new Observable((subscriber) => {
    const decoder = new TextDecoder();
    let text = '';
    let room = MOST_BYTES;
    const fail = (): void => {
      subscriber.error(createError(response, text + decoder.decode(), now()));
    };
    const read = (chunk: Uint8Array): void => {
      text += decoder.decode(chunk.subarray(0, room), { stream: true });
      room -= Math.min(room, chunk.byteLength);
      if (room === 0) fail();
    };
    response.body.subscribe(innerSubscriber(subscriber, { next: read, error: fail, complete: fail }));
  });
}

function createError({ status, statusText, headers, request }: HttpResponse, text: string, now: number): HttpStatusError {
  const hint = retryAfter(headers, now);
  return new HttpStatusError({ status, statusText, headers, body: parse(text, headers), retryAfter: hint }, { request });
}

/** JSON where the server says so and means it, else text. */
function parse(text: string, headers: Headers): unknown {
  if (text === '') return undefined;
  if (!/[/+]json\b/i.test(headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
