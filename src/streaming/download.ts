import { catchError, concat, defer, EMPTY, filter, Observable, of, tap } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { abortBy } from '../http/abort-by.js';
import type { HttpClient } from '../http/http-client.js';
import type { BodyDecoder, HttpResponse } from '../http/http-response.js';
import { retriable, RetryLoop } from '../operators/retry-loop.js';
import { signalsOf } from './client-signals.js';
import type { DownloadEvent } from './download-event.js';
import { downloadSettings, type DownloadOptions, type DownloadSettings } from './download-options.js';
import { DownloadRun } from './download-run.js';

/**
 * Fetches a file chunk by chunk, and goes on where it stood when the connection breaks: no byte comes twice, none is lost.
 *
 * ```
 * first answer    --h-a-b-#
 * second answer             --h-c|       asked for with Range and If-Range
 *   download(http, url)
 * result          --p-a-b-----c|         p: progress; a, b, c: a chunk, and progress
 * ```
 *
 * A break is whatever `retry.shouldRetry` takes for one – no answer, a broken body, a silence longer than `timeout`, a retryable status –
 * and a body that ends short of its length. The rest is asked for under the first answer's strong ETag, and joined only if its
 * `Content-Range` begins there and neither ETag nor length has changed; without such an ETag (`Last-Modified` is too coarse), or where
 * the body is encoded (gzip), nothing can be resumed. Then, and where the server sends no rest, `whenNotResumable` decides; before the
 * first byte the download just begins again.
 *
 * Errors with the last break when the retries are used up or can't help, with `ResponseParseError` when the answer can't be joined or is
 * longer than it said, and with the client's errors. Unsubscribing aborts, and ends a wait, in the same frame. Each subscription is a
 * download of its own.
 *
 * @example
 * const parts$ = download(http, '/ship.iso').pipe(
 *   mergeMap((event) => (event.type === 'chunk' ? of(event.bytes) : EMPTY)),
 * );
 */
export function download(http: HttpClient, url: string | URL, options: DownloadOptions = {}): Observable<DownloadEvent> {
  const settings = downloadSettings(options);
  void http.request('GET', url, settings.request); // sends nothing: what the client finds wrong with options is thrown here
  const { retry, signal } = settings;
  const events$ = new Observable<DownloadEvent>((subscriber) => {
    const run = new DownloadRun(subscriber, settings);
    const further$ = defer(() => attempt(http, url, settings, run));
    const shouldRetry = (error: unknown, count: number): boolean => run.mayGoOn && retry.shouldRetry(error, count);
    const rules = { ...retry, shouldRetry };
    new RetryLoop(retriable(further$, rules), innerSubscriber(subscriber, { next: () => undefined }), rules).run();
  });
  return abortBy(events$, signal, signalsOf(http));
}

type Part = Uint8Array | { readonly head: HttpResponse };

/** Emits when the download comes further than ever before: the retries may begin anew. */
function attempt(http: HttpClient, url: string | URL, { request }: DownloadSettings, run: DownloadRun): Observable<Part> {
  const { isResuming } = run;
  const acceptStatus = (status: number): boolean => (status >= 200 && status <= 299) || (isResuming && status === 416);
  return http.request('GET', url, { ...request, headers: run.headers(request.headers), acceptStatus, as: headAndBody }).pipe(
    catchError((error: unknown) => {
      if (run.isWhole) return EMPTY;
      throw error;
    }),
    filter((part) => {
      if (!('head' in part)) return run.onChunk(part);
      run.onHead(part.head);
      return false;
    }),
    tap({ complete: () => run.onEnd() }),
  );
}

/** The head comes out first, so that a policy that repeats what has not emitted leaves a body that has begun to us. */
const headAndBody: BodyDecoder<Part> = (head) => (head.status === 416 ? of({ head }) : concat(of({ head }), head.body));
