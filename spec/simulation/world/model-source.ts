import { HttpStatusError, NetworkError, type HttpRequest, type HttpResponse } from 'breakwater';
import { Observable, type Subscriber, type Subscription } from 'rxjs';
import type { Answer } from './history.js';
import type { WorldTime } from './world-time.js';

/** How many bytes the file has that all answers send. */
export const FILE_SIZE = 12;
const ETAG = '"file"';

/** An attempt as an Observable: the numbers from 0 on, and its end. */
export function answerWithValues(answer: Answer, time: WorldTime): Observable<number> {
  return new Observable((caller) =>
    play(
      answer,
      time,
      caller,
      (index) => caller.next(index),
      () => end(answer, caller),
    ),
  );
}

/** An attempt as a response: a status, and bytes of the file from where they are asked for. */
export function answerRequest(request: HttpRequest, answer: Answer, time: WorldTime): Observable<HttpResponse> {
  return new Observable((caller) => {
    const head = (): void => {
      if (answer.end === 'network' && answer.values === 0) return caller.error(new NetworkError('no answer'));
      caller.next(responseOf(request, answer, time));
      caller.complete();
    };
    if (answer.delay === 0) head();
    else caller.add(time.schedule(head, answer.delay));
  });
}

function responseOf(request: HttpRequest, answer: Answer, time: WorldTime): HttpResponse {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '')?.[1] ?? 0);
  const isFailed = answer.end === 'overload' || answer.end === 'refused';
  const status = answer.end === 'overload' ? 503 : answer.end === 'refused' ? 404 : from > 0 ? 206 : 200;
  const headers = new Headers(isFailed ? {} : { etag: ETAG, 'content-length': `${FILE_SIZE - from}` });
  if (status === 206) headers.set('content-range', `bytes ${from}-${FILE_SIZE - 1}/${FILE_SIZE}`);
  if (answer.hint !== undefined) headers.set('retry-after-ms', `${answer.hint}`);
  const body = isFailed ? new Observable<Uint8Array>((reader) => reader.complete()) : bodyOf(answer, from, time);
  return { request, url: request.url, status, statusText: '', headers, redirected: false, body };
}

/** Three bytes a chunk; who is cut off has sent fewer. */
function bodyOf(answer: Answer, from: number, time: WorldTime): Observable<Uint8Array> {
  const isWhole = answer.end === 'complete';
  const chunks = isWhole ? Math.ceil((FILE_SIZE - from) / 3) : Math.min(answer.values, Math.ceil((FILE_SIZE - from) / 3) - 1);
  return new Observable((reader) => {
    const send = (index: number): void => {
      const start = from + index * 3;
      reader.next(Uint8Array.from({ length: Math.min(3, FILE_SIZE - start) }, (_, byte) => start + byte));
    };
    play({ ...answer, delay: 0, values: Math.max(0, chunks) }, time, reader, send, () => end(answer, reader));
  });
}

function play(answer: Answer, time: WorldTime, caller: Subscriber<never>, send: (index: number) => void, finish: () => void): void {
  let timer: Subscription | undefined;
  const later = (delay: number, work: () => void): void => {
    if (delay === 0) return work();
    timer?.unsubscribe();
    timer = time.schedule(work, delay);
    caller.add(timer);
  };
  const step = (index: number): void => {
    if (caller.closed) return;
    if (index === answer.values) return finish();
    send(index);
    later(answer.gap, () => step(index + 1));
  };
  later(answer.delay, () => step(0));
}

function end(answer: Answer, caller: Pick<Subscriber<never>, 'complete' | 'error'>): void {
  if (answer.end === 'complete') caller.complete();
  else if (answer.end !== 'hang') caller.error(errorOf(answer));
}

function errorOf({ end: kind, hint }: Answer): unknown {
  if (kind === 'network') return new NetworkError('it broke');
  if (kind === 'overload') return new HttpStatusError({ status: 503, retryAfter: hint });
  return kind === 'refused' ? new HttpStatusError({ status: 404 }) : new TypeError('a foreign error');
}
