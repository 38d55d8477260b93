import { Subscription, type SchedulerLike, type Subscriber } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse } from '../http/http-response.js';
import { parseMarbles } from './parse-marbles.js';
import { toChunk, toHead, type MarbleAnswer } from './marble-answer.js';
import { MarbleBody } from './marble-body.js';

/** How far an exchange has come; `aborted`: the client has left. */
export type ExchangeOutcome = 'pending' | 'complete' | 'failed' | 'aborted';

/** One request and what became of it. */
export class MarbleExchange {
  outcome: ExchangeOutcome = 'pending';
  /** When the outcome was reached, on the transport's scheduler. */
  endedAt: number | undefined;
  readonly #frames = new Subscription();
  readonly #body = new MarbleBody((outcome) => this.#end(outcome));
  #hasHead = false;

  /** @param sentAt on the transport's scheduler */
  constructor(
    readonly request: HttpRequest,
    readonly sentAt: number,
    private readonly scheduler: SchedulerLike,
  ) {}

  /** Plays an answer to whoever has asked. */
  play(answer: MarbleAnswer, subscriber: Subscriber<HttpResponse>): void {
    subscriber.add(() => {
      if (!this.#hasHead) this.#end('aborted');
    });
    for (const { frame, notification } of parseMarbles(answer.marbles)) {
      const act = (): void => {
        if (notification.kind === 'N') this.#onLetter(notification.value as string, answer, subscriber);
        else this.#onEnd(notification.kind === 'C', answer.error, subscriber);
      };
      this.#frames.add(this.scheduler.schedule(act, frame));
    }
  }

  /** Errors for want of an answer. */
  refuse(error: Error, subscriber: Subscriber<HttpResponse>): void {
    this.#end('failed');
    subscriber.error(error);
  }

  #onLetter(letter: string, answer: MarbleAnswer, subscriber: Subscriber<HttpResponse>): void {
    if (this.#hasHead) return this.#body.arrive({ kind: 'N', value: toChunk(letter, answer) });
    this.#hasHead = true;
    const { status = 200, statusText = '', headers, url = this.request.url, redirected = false } = toHead(letter, answer);
    subscriber.next({ request: this.request, url, status, statusText, headers: new Headers(headers), redirected, body: this.#body.stream });
    subscriber.complete();
  }

  #onEnd(isComplete: boolean, given: unknown, subscriber: Subscriber<HttpResponse>): void {
    if (isComplete && this.#hasHead) return this.#body.arrive({ kind: 'C' });
    const error = given ?? this.#brokenConnection();
    if (this.#hasHead) return this.#body.arrive({ kind: 'E', error });
    this.#hasHead = true;
    this.#end('failed');
    subscriber.error(error);
  }

  #brokenConnection(): NetworkError {
    const what = this.#hasHead ? 'the body broke off' : 'no answer';
    return new NetworkError(`${requestLine(this.request)}: ${what}.`, { request: this.request });
  }

  #end(outcome: ExchangeOutcome): void {
    if (this.outcome !== 'pending') return;
    this.outcome = outcome;
    this.endedAt = this.scheduler.now();
    this.#frames.unsubscribe();
  }
}
