import { from, isObservable, type Observable, type Observer, type Subscriber } from 'rxjs';
import { subscribeOwned, subscriberOf } from '../delivery/inner-subscriber.js';
import { createReaderCountdown, type ReaderCountdown } from '../delivery/reader-countdown.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import { abortBy } from './abort-by.js';
import { clientHeaders } from './client-headers.js';
import type { ClientSettings } from './client-settings.js';
import { BodyReader, type FromChunks, type WholeBodyDecoder } from './decoders/whole-body.js';
import { DecodedValues, type ValueSink } from './decoded-values.js';
import { DirectBody } from './direct-body.js';
import { overlay, withDefault, type HeaderList } from './header-list.js';
import type { HttpRequest } from './http-request.js';
import type { BodyDecoder, HttpResponse } from './http-response.js';
import type { RequestLife } from './request-life.js';
import type { RequestPlan } from './request-plan.js';
import { sendThrough } from './send-through.js';
import { statusError } from './status-error.js';
import { UnreadBodies } from './unread-bodies.js';
import { withIdleTimeout } from './wire-timeout.js';

/** What one kind of request does with its attempts. */
export interface AttemptRoute<T> {
  readonly settings: ClientSettings;
  readonly timeout: number;
  readonly decode: BodyDecoder<T> | WholeBodyDecoder<T>;
  readonly acceptStatus: ((status: number) => boolean) | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * One attempt: headers → interceptors → transport → status → decoder, as one observer of responses. Where nobody could tell the
 * difference, without interceptors and with a decoder that reads the whole body, it reads the body itself.
 */
export class Attempt<T> implements Observer<HttpResponse>, ValueSink<T> {
  readonly #route: AttemptRoute<T>;
  readonly #plan: RequestPlan;
  readonly #life: RequestLife;
  /** Gets the values. */
  readonly #target: Observer<T>;
  /** Owns what is subscribed to. */
  readonly #owner: Subscriber<unknown>;
  readonly #number: number;
  /** What was sent, where no interceptor stands between. */
  #directly: HttpRequest | undefined;
  #bodies: UnreadBodies | undefined;
  #head: Subscriber<HttpResponse> | undefined;
  #headLimit: ReaderCountdown | undefined;
  #body: DirectBody | undefined;
  #hasHead = false;
  #isOver = false;
  /** The responses, and each body that is being decoded. */
  #running = 1;

  constructor(route: AttemptRoute<T>, plan: RequestPlan, life: RequestLife, target: Observer<T>, owner: Subscriber<unknown>) {
    this.#route = route;
    this.#plan = plan;
    this.#life = life;
    this.#target = target;
    this.#owner = owner;
    this.#number = life.attempted();
  }

  /** Begins it. Whoever owns it calls `leave` at the end. */
  start(): void {
    try {
      const { request, defaults } = this.#plan.attempt(this.#number);
      const headers = clientHeaders(this.#route.settings.headers, request, defaults);
      if (isObservable(headers)) this.#waitFor(headers, request);
      else this.#send(request, headers);
    } catch (error) {
      this.error(error);
    }
  }

  next(response: HttpResponse): void {
    this.#hasHead = true;
    this.#headLimit?.stop();
    this.#life.answered(this.#number, response.status);
    this.#plan.answers.tell(this.#number, response);
    try {
      this.#decode(response);
    } catch (error) {
      this.error(error);
    }
  }

  error(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#life.failed(this.#number, error);
    this.#target.error(error);
  }

  complete(): void {
    if (--this.#running === 0 && !this.#isOver) this.#target.complete();
  }

  /** Ends whatever still runs, once it is over or nobody wants it any more. */
  leave(): void {
    this.#headLimit?.stop();
    this.#head?.unsubscribe();
    this.#body?.leave();
    this.#bodies?.leave();
  }

  /** A value that a decoder has made. */
  emit(value: T): void {
    if (this.#isOver) return;
    this.#bodies?.handOut(value);
    this.#target.next(value);
  }

  #waitFor(headers: Observable<HeaderList>, request: HttpRequest): void {
    const next = (fields: HeaderList): void => this.#send(request, fields);
    subscribeOwned(headers, { next, error: (error) => this.error(error), complete: () => undefined }, this.#owner);
  }

  #send(request: HttpRequest, clientFields: HeaderList): void {
    if (this.#owner.closed) return;
    const { settings, timeout } = this.#route;
    const fields = withDefault(overlay(clientFields, request.fields), 'authorization', this.#plan.authorization);
    const sent = request.withFields(fields);
    const head = subscriberOf<HttpResponse>(this);
    this.#head = head;
    if (settings.interceptors.length > 0) return void sendThrough(settings, timeout, this.#watchBodies())(sent).subscribe(head);
    this.#directly = sent;
    settings.transport(sent).subscribe(head);
    if (!this.#hasHead && !head.closed && timeout !== Infinity) this.#limitHead(sent);
  }

  #limitHead(request: HttpRequest): void {
    const { timeout, settings } = this.#route;
    const late = (): void => this.error(new RequestTimeoutError('head', timeout, { request }));
    this.#headLimit = createReaderCountdown(settings.scheduler, late);
    this.#headLimit.restart(timeout);
  }

  #decode(response: HttpResponse): void {
    const { decode, acceptStatus, timeout, settings, signal } = this.#route;
    const request = this.#directly;
    let answer = response;
    if (request) {
      if ('fromChunks' in decode && !acceptStatus && isOk(response.status) && !this.#body)
        return this.#read(response, decode.fromChunks, request);
      answer = this.#watchBodies().watched(withIdleTimeout(response, request, timeout, settings.scheduler));
    }
    if (signal) answer = { ...answer, body: abortBy(answer.body, signal, settings.signals) };
    const isAccepted = (acceptStatus ?? isOk)(answer.status);
    this.#running++;
    subscribeOwned(from(isAccepted ? decode(answer) : statusError(answer, settings.scheduler)), new DecodedValues(this), this.#owner);
  }

  #read(response: HttpResponse, fromChunks: FromChunks<T>, request: HttpRequest): void {
    const { timeout, settings } = this.#route;
    this.#running++;
    this.#body = new DirectBody(new BodyReader(response, fromChunks, new DecodedValues(this)));
    this.#body.read(response.body, timeout, settings.scheduler, request);
  }

  #watchBodies(): UnreadBodies {
    return (this.#bodies ??= new UnreadBodies());
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status <= 299;
}
