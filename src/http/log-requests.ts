import { asyncScheduler, defer, map, tap, type Observable, type SchedulerLike } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { redactBody } from '../errors/redact-body.js';
import { redactText } from '../errors/redact.js';
import { createClock } from '../time/clock.js';
import { requireCount, requireDuration, requireOneOf } from '../validation/require-option.js';
import { BodyExcerpt } from './body-excerpt.js';
import type { HttpRequest } from './http-request.js';
import type { HttpInterceptor, HttpResponse } from './http-response.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** Where to log; `console` will do. */
export type RequestLogger = Pick<Console, LogLevel>;

export interface LogRequestsOptions {
  /** A request slower than this many milliseconds, its body and whoever reads it slowly included, is a warning. Default: 5_000. */
  slowAfter?: number;
  /** How many characters of a body are logged, at debug level. Default: 1_024. */
  maxBody?: number;
  /** The least that is logged; bodies only at `'debug'`. Default: `'info'`. */
  level?: LogLevel;
  /** Its clock. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

interface Settings {
  readonly slowAfter: number;
  readonly maxBody: number;
  readonly log: (level: LogLevel, line: string) => void;
  readonly isDebug: boolean;
  readonly scheduler: SchedulerLike;
}

/**
 * An interceptor that logs each attempt in one line when its body has been read, has failed or was left: method, URL without
 * secrets, request id, attempt, status, bytes and milliseconds. Answers from 400 on and slow ones are warnings, no answer is an
 * error. At debug level also the beginnings of both bodies, without fields named like a secret. A response whose body nobody reads
 * isn't logged.
 *
 * @example
 * const http = createHttpClient({ interceptors: [logRequests(console, { slowAfter: 2_000 })] });
 */
export function logRequests(logger: RequestLogger, options: LogRequestsOptions = {}): HttpInterceptor {
  const { slowAfter = 5000, maxBody = 1024, level = 'info', scheduler = asyncScheduler } = options;
  requireDuration('slowAfter', slowAfter);
  requireCount('maxBody', maxBody);
  requireOneOf('level', level, LEVELS);
  const log = (at: LogLevel, line: string): void => {
    if (LEVELS.indexOf(at) >= LEVELS.indexOf(level)) logger[at](line);
  };
  const settings: Settings = { slowAfter, maxBody, log, isDebug: level === 'debug', scheduler };
  return (request, next) => defer(() => new LoggedRequest(request, settings).watch(next(request)));
}

/** One attempt, from its start to the end of its body. */
class LoggedRequest {
  readonly #clock;
  readonly #startedAt: number;

  constructor(
    private readonly request: HttpRequest,
    private readonly settings: Settings,
  ) {
    this.#clock = createClock(settings.scheduler);
    this.#startedAt = this.#clock();
    if (settings.isDebug && typeof request.body === 'string') this.#logBody('sends', redactBody(request.body.slice(0, settings.maxBody)));
  }

  watch(response$: Observable<HttpResponse>): Observable<HttpResponse> {
    return response$.pipe(
      tap({
        error: (error: unknown) => this.#logEnd('error', describe(error)),
        unsubscribe: () => this.#logEnd('info', 'cancelled'),
      }),
      map((response) => this.#watchBody(response)),
    );
  }

  #watchBody(response: HttpResponse): HttpResponse {
    const { status } = response;
    const isBodiless = this.request.method === 'HEAD' || status === 204 || status === 304;
    const excerpt = new BodyExcerpt(this.settings.isDebug ? this.settings.maxBody : 0);
    const level = status >= 400 ? 'warn' : 'info';
    if (isBodiless) this.#logEnd(level, `${status}, 0 bytes`);
    if (isBodiless) return response;
    const logEnd = (at: LogLevel, end = ''): void => {
      this.#logBody('got', excerpt.text);
      this.#logEnd(at, `${status}, ${excerpt.bytes} bytes${end}`);
    };
    const body = response.body.pipe(
      tap({
        next: (chunk) => excerpt.add(chunk),
        error: (error: unknown) => logEnd('error', `, ${describe(error)}`),
        complete: () => logEnd(level),
        unsubscribe: () => logEnd(level, ', left'),
      }),
    );
    return { ...response, body };
  }

  #logEnd(level: LogLevel, end: string): void {
    const duration = this.#clock() - this.#startedAt;
    const isSlow = duration > this.settings.slowAfter;
    this.settings.log(isSlow && level === 'info' ? 'warn' : level, `${this.#subject}: ${end}, ${duration} ms${isSlow ? ', slow' : ''}`);
  }

  #logBody(verb: 'sends' | 'got', text: string): void {
    if (text !== '') this.settings.log('debug', `${this.#subject} ${verb} ${text}`);
  }

  get #subject(): string {
    return `#${this.request.id} ${requestLine(this.request)} (attempt ${this.request.attempt})`;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${redactText(error.message)}` : 'an error that is no Error';
}
