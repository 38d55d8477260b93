import { concat, NEVER, Observable, of, throwError, timer, type SchedulerLike } from 'rxjs';
import { NetworkError, type HttpRequest, type HttpResponse, type HttpTransport } from '../../../src/index.js';
import type { Chance } from '../../simulation/chance.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const START = bytes('{"ok":');
const REST = bytes('true}');
const GARBAGE = bytes('<html>');

/** How the head of an answer differs from a good one. */
interface AnswerChange {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Observable<Uint8Array>;
}

/**
 * What the calls of a soak are answered by: at once, soon or never, well, badly or in part. Each five seconds have half a second of
 * outage, so that breakers open and close.
 */
export class SoakServer {
  /** Attempts that have been made. */
  attempts = 0;
  /** Attempts, and bodies that are being read, which nobody has ended. */
  open = 0;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly chance: Chance,
  ) {}

  readonly transport: HttpTransport = (request) => {
    this.attempts++;
    if (this.chance.random() < 0.01) throw new Error('A transport that throws.');
    return this.#counted(this.#answer(request));
  };

  /** Some values, of which the first may be there at once, and an end. */
  readonly stream$ = new Observable<number>((subscriber) => {
    this.attempts++;
    const draw = this.chance.random();
    const values$ = timer(draw < 0.2 ? 0 : this.#latency(), this.#latency(), this.scheduler);
    let left = 1 + Math.floor(this.chance.random() * 4);
    const next = (value: number): void => {
      if (this.#isDown || draw > 0.95) return subscriber.error(new NetworkError('The stream broke off.'));
      subscriber.next(value);
      if (--left === 0) subscriber.complete();
    };
    return this.#counted(draw > 0.92 && draw < 0.95 ? NEVER : values$).subscribe(next);
  });

  get #isDown(): boolean {
    return this.scheduler.now() % 5_000 < 500;
  }

  #answer(request: HttpRequest): Observable<HttpResponse> {
    const draw = this.chance.random();
    if (draw < 0.03) return NEVER;
    if (draw < 0.1) return throwError(() => new NetworkError('no answer', { request }));
    const response$ = of(this.#response(request));
    return draw < 0.3 ? response$ : this.#later(response$);
  }

  #response(request: HttpRequest): HttpResponse {
    const { status = 200, headers, body = this.#body(request) } = this.#change();
    const counted = this.#counted(body);
    return { request, url: request.url, status, statusText: '', headers: new Headers(headers), redirected: false, body: counted };
  }

  #change(): AnswerChange {
    const draw = this.chance.random();
    if (this.#isDown) return { status: 503, headers: draw < 0.2 ? { 'retry-after-ms': '20' } : {} };
    if (draw < 0.02) return { status: 429, headers: { 'retry-after-ms': '10' } };
    if (draw < 0.04) return { status: 500 };
    if (draw < 0.06) return { status: 404 };
    if (draw < 0.08) return { status: 204, body: of() };
    return draw < 0.1 ? { body: of(GARBAGE) } : {};
  }

  #body(request: HttpRequest): Observable<Uint8Array> {
    const draw = this.chance.random();
    const rest$ = this.#later(of(REST));
    if (draw < 0.02) return concat(of(START), NEVER);
    if (draw < 0.04) return concat(of(START), this.#later(throwError(() => new NetworkError('The body broke off.', { request }))));
    return draw < 0.5 ? of(START, REST) : concat(of(START), rest$);
  }

  #later<T>(source: Observable<T>): Observable<T> {
    return new Observable((subscriber) => this.scheduler.schedule(() => subscriber.add(source.subscribe(subscriber)), this.#latency()));
  }

  #latency(): number {
    return this.chance.exponential(8);
  }

  #counted<T>(source: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.open++;
      subscriber.add(() => this.open--);
      source.subscribe(subscriber);
    });
  }
}
