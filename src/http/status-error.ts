import { Observable, type SchedulerLike } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { HttpStatusError } from '../errors/http-status-error.js';
import { retryAfter } from '../errors/retry-after.js';
import { scheduleAfter } from '../time/schedule-after.js';
import type { HttpResponse } from './http-response.js';

/** How much of a body an error keeps. */
const MOST_BYTES = 65_536;
/** How many milliseconds it waits for them: a status, and a hint with it, is worth more than the end of a slow body. */
const LONGEST_READ = 2000;

/**
 * Errors with the `HttpStatusError` of a refused answer, when its body has been read, or the first 64 KiB of it, or 2 s have
 * passed; the rest is not transferred. A body that breaks off doesn't hide the status.
 */
export function statusError(response: HttpResponse, scheduler: SchedulerLike): Observable<never> {
  return new Observable((subscriber) => {
    const decoder = new TextDecoder();
    let text = '';
    let room = MOST_BYTES;
    const fail = (): void => {
      subscriber.error(createError(response, text + decoder.decode(), scheduler.now()));
    };
    const read = (chunk: Uint8Array): void => {
      text += decoder.decode(chunk.subarray(0, room), { stream: true });
      room -= Math.min(room, chunk.byteLength);
      if (room === 0) fail();
    };
    subscriber.add(scheduleAfter(scheduler, LONGEST_READ, fail));
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
