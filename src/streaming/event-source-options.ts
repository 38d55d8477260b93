import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import type { RequestOptions } from '../http/http-client-options.js';
import { isStream, type RequestBody } from '../http/request-body.js';
import { retrySettings, type RetryBackoffOptions, type RetrySettings } from '../operators/retry-backoff-options.js';
import { requireCount, requireFunction, requireOption, requirePositiveDuration } from '../validation/require-option.js';
import type { ServerSentEvent } from './event-block.js';

/** What an event source is doing. */
export type EventSourceStatus = 'connecting' | 'open' | 'waiting' | 'paused';

/** Those of a request, sent with each connection, and its own. A `body` that is a factory is called for each connection. */
export interface EventSourceOptions extends Omit<RequestOptions<ServerSentEvent>, 'as'> {
  /** Default: `'GET'`. */
  method?: string;
  body?: RequestBody;
  /** Where to begin: the id of the last event that is known already. Default: `''`, from wherever the server begins. */
  lastEventId?: string;
  /**
   * How it reconnects; `false`: not at all. Its defaults are an `initialInterval` of 1_000 ms, which the server's `retry` replaces, a
   * `maxInterval` of 30_000 ms, no limit of `maxRetries`, and a `resetOnSuccess` of 10_000 ms; the others are those of `retryBackoff`.
   */
  reconnect?: RetryBackoffOptions | false;
  /** The longest wait for the response head in milliseconds, with what the policy makes it wait. Default: 30_000. */
  timeout?: number;
  /** The longest silence of an open stream in milliseconds; then it reconnects. Default: `Infinity`. */
  idleTimeout?: number;
  /** Whether all bytes end a silence, those of comments too, or only events do. Default: true. */
  commentsKeepAlive?: boolean;
  /** The longest line, and the most data of one event, in bytes. Default: 16_777_216. */
  maxEventSize?: number;
  /** Whether an answer that isn't `text/event-stream` is refused. Default: true. */
  checkContentType?: boolean;
  /** While its last value is true the connection is closed; at false it reconnects at once. Before its first value: false. */
  pauser?: Observable<boolean>;
  /** Told what it does: `'connecting'`, `'open'` when the head is there, `'waiting'` for the next try, `'paused'`. */
  onStatus?: (status: EventSourceStatus) => void;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** The options that aren't handed on as they are, each with its value. */
export interface EventSourceSettings {
  /** In capitals. */
  readonly method: string;
  /** The body is a stream: it can't be sent with a second connection. */
  readonly isBodyOnce: boolean;
  readonly lastEventId: string;
  readonly reconnects: boolean;
  readonly retry: RetrySettings;
  /** The caller's own judgement, instead of the usual one. */
  readonly shouldRetry: RetryBackoffOptions['shouldRetry'];
  readonly timeout: number;
  readonly idleTimeout: number;
  readonly commentsKeepAlive: boolean;
  readonly checkContentType: boolean;
  readonly scheduler: SchedulerLike;
  readonly onStatus: (status: EventSourceStatus) => void;
}

export function eventSourceSettings(options: EventSourceOptions): EventSourceSettings {
  const { method = 'GET', lastEventId = '', reconnect = {}, timeout = 30_000, idleTimeout = Infinity, commentsKeepAlive = true } = options;
  const { maxEventSize, checkContentType = true, scheduler = asyncScheduler, onStatus = ignore } = options;
  requireOption(typeof lastEventId === 'string' && !/[\0\r\n]/.test(lastEventId), 'lastEventId', 'a text of one line', lastEventId);
  requireOption(reconnect === false || isObject(reconnect), 'reconnect', 'false or an object of options', reconnect);
  requirePositiveDuration('timeout', timeout);
  requirePositiveDuration('idleTimeout', idleTimeout);
  requireOption(typeof checkContentType === 'boolean', 'checkContentType', 'true or false', checkContentType);
  if (maxEventSize !== undefined) requireCount('maxEventSize', maxEventSize, 1);
  requireOption(typeof commentsKeepAlive === 'boolean', 'commentsKeepAlive', 'true or false', commentsKeepAlive);
  requireFunction('onStatus', onStatus);
  return {
    method: method.toUpperCase(),
    isBodyOnce: isStream(options.body),
    lastEventId,
    reconnects: reconnect !== false,
    retry: reconnectSettings(reconnect === false ? { maxRetries: 0 } : reconnect, scheduler),
    shouldRetry: reconnect === false ? undefined : reconnect.shouldRetry,
    timeout,
    idleTimeout,
    commentsKeepAlive,
    checkContentType,
    scheduler,
    onStatus,
  };
}

function reconnectSettings(options: RetryBackoffOptions, scheduler: SchedulerLike): RetrySettings {
  const { initialInterval = 1_000, maxRetries = Infinity, resetOnSuccess = 10_000 } = options;
  return retrySettings({ ...options, initialInterval, maxRetries, resetOnSuccess, scheduler: options.scheduler ?? scheduler });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function ignore(): void {}
