import { EMPTY, type Observable, type Subscriber } from 'rxjs';
import { isLibraryError, requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import { RequestError } from '../errors/request-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse } from '../http/http-response.js';
import { withoutFragment } from '../http/without-fragment.js';
import { decompress } from './decompress.js';
import { DispatchBody } from './dispatch-body.js';
import type { DispatcherLike } from './dispatcher.js';
import { drain } from './drain.js';
import { toDispatchOptions, type Message } from './message.js';
import { redirect } from './redirect.js';
import { Transfer, type BodySink, type ResponseHead, type TransferEvents } from './transfer.js';

/** A request and its answer, with the redirections between them. */
export class Exchange implements TransferEvents {
  readonly #request: HttpRequest;
  readonly #dispatcher: DispatcherLike;
  readonly #subscriber: Subscriber<HttpResponse>;
  #message: Message;
  #running: Transfer | undefined;
  #redirects = 0;

  constructor(request: HttpRequest, message: Message, dispatcher: DispatcherLike, subscriber: Subscriber<HttpResponse>) {
    this.#request = request;
    this.#message = message;
    this.#dispatcher = dispatcher;
    this.#subscriber = subscriber;
    // From the head on the transfer belongs to who reads the body.
    subscriber.add(() => this.#running?.abort());
  }

  send(): void {
    const transfer = new Transfer(this, this.#message);
    this.#running = transfer;
    try {
      this.#dispatcher.dispatch(toDispatchOptions(this.#message), transfer);
    } catch (error) {
      this.onError(error, false);
    }
  }

  onHead(head: ResponseHead, transfer: Transfer): BodySink {
    try {
      const next = redirect(this.#message, head, this.#request.init.redirect ?? 'follow', this.#redirects);
      if (next === undefined) return this.#emit(head, transfer);
      this.#message = next;
      this.#redirects++;
      return drain(transfer, () => this.send());
    } catch (error) {
      transfer.abort();
      this.onError(error, true);
      return NOWHERE;
    }
  }

  onError(cause: unknown, wasStarted: boolean): void {
    this.#running = undefined;
    this.#subscriber.error(this.#toError(cause, wasStarted));
  }

  #emit({ status, statusText, headers }: ResponseHead, transfer: Transfer): BodySink {
    const request = this.#request;
    const { url, method } = this.#message;
    const toError = (cause: unknown): Error => new NetworkError(`${requestLine(request)}: the body broke off.`, { cause, request });
    const sink = hasBody(method, status) ? new DispatchBody(transfer, toError) : undefined;
    const body: Observable<Uint8Array> = sink ? decompress(sink.chunks$, headers.get('content-encoding'), toError) : EMPTY;
    this.#running = undefined;
    const redirected = this.#redirects > 0;
    this.#subscriber.next({ request, url: withoutFragment(url), status, statusText, headers, redirected, body });
    this.#subscriber.complete();
    sink?.pauseUntilFree();
    return sink ?? drain(transfer, ignore);
  }

  #toError(cause: unknown, wasStarted: boolean): Error {
    const request = this.#request;
    if (isLibraryError(cause)) return cause;
    if (!wasStarted && REFUSALS.includes((cause as { code?: string } | undefined)?.code ?? ''))
      return new RequestError(`${requestLine(request)} can't be sent: undici refuses it.`, { cause, request });
    return new NetworkError(`${requestLine(request)}: no answer.`, { cause, request });
  }
}

/** What undici says of requests that it doesn't begin to send. */
const REFUSALS = ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'];

const NOWHERE: BodySink = { data: ignore, end: ignore, fail: ignore };

function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && ![204, 205, 304].includes(status);
}

function ignore(): void {}
