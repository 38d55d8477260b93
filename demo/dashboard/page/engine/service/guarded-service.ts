import { Subject, type Observable, type SchedulerLike } from 'rxjs';
import {
  CircuitBreaker,
  errorKind,
  isFailure,
  protect,
  RetryBudget,
  TokenBucket,
  type CircuitBreakerLimits,
  type HttpClient,
  type HttpClientEvent,
  type HttpInterceptor,
  type ResiliencePolicy,
  type RetryEvent,
  type TokenBucketOptions,
} from 'breakwater';
import { STATUS_PARAM, type ServiceName } from '../../../shared/protocol.js';
import type { PolicyKnobs } from '../../model.js';
import { FIXED } from '../policy-knobs.js';

/** A failed attempt that is going to be repeated. */
export interface ToldRetry extends RetryEvent {
  readonly id: string;
  readonly at: number;
}

export interface ServiceTools {
  /** Knows the transport; the service puts its policies around it. */
  readonly http: HttpClient;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

/** The client of one service: one breaker, one bucket and one retry budget that all its requests share. */
export class GuardedService {
  readonly breaker: CircuitBreaker;
  readonly bucket: TokenBucket;
  readonly events$: Observable<HttpClientEvent>;
  readonly #retries$ = new Subject<ToldRetry>();
  readonly retries$: Observable<ToldRetry> = this.#retries$;
  readonly #http: HttpClient;
  readonly #budget: RetryBudget;

  constructor(
    readonly name: ServiceName,
    private knobs: PolicyKnobs,
    private readonly tools: ServiceTools,
  ) {
    const { http, scheduler, random } = tools;
    this.breaker = new CircuitBreaker({ ...breakerLimits(knobs), name, scheduler, random });
    this.bucket = new TokenBucket({ ...bucketOptions(knobs), name, scheduler });
    this.#budget = new RetryBudget({ minPerSecond: 2, scheduler });
    this.#http = http.extend({ policy: this.#policy, interceptors: [this.#tellStatus] });
    this.events$ = this.#http.events$;
  }

  get(url: string): Observable<unknown> {
    return this.#http.get(url);
  }

  /** Throws a `RangeError` that names what is out of range, and changes nothing then. */
  check(knobs: PolicyKnobs): void {
    new CircuitBreaker(breakerLimits(knobs));
    new TokenBucket(bucketOptions(knobs));
    protect(this.#options(knobs));
  }

  /** For all requests from now on; breaker and bucket keep what they know. */
  update(knobs: PolicyKnobs): void {
    this.knobs = knobs;
    this.breaker.update(breakerLimits(knobs));
    this.bucket.update(bucketOptions(knobs));
  }

  /**
   * The objects are the shared ones; what is made per request is the way through them, so that a change of the knobs holds from the
   * next request on, and a retry is told together with its request.
   */
  readonly #policy: ResiliencePolicy = (source, request) =>
    protect({ ...this.#options(this.knobs, request?.id), breaker: this.breaker, limiter: this.bucket })(source, request);

  #options({ retries, initialInterval, jitter, attemptTimeout }: PolicyKnobs, id = ''): Parameters<typeof protect>[0] {
    const { scheduler, random } = this.tools;
    return {
      totalTimeout: FIXED.totalTimeout,
      retry: {
        maxRetries: retries,
        initialInterval,
        jitter,
        maxInterval: 2_000,
        budget: this.#budget,
        onRetry: (retry) => this.#retries$.next({ ...retry, id, at: scheduler.now() }),
      },
      attemptTimeout,
      scheduler,
      random,
    };
  }

  /** In the query and not in a header, which would cost a preflight. */
  readonly #tellStatus: HttpInterceptor = (request, next) =>
    next(request.clone({ url: `${request.url}?${STATUS_PARAM}=${this.breaker.state$.value.status}` }));
}

function breakerLimits({ failureRate, minimumCalls, openDuration, successThreshold }: PolicyKnobs): CircuitBreakerLimits {
  return {
    failureRate,
    minimumCalls,
    openDuration,
    successThreshold,
    window: { calls: FIXED.windowCalls },
    // A server that says "later" is alive: that is the limiter's business, not the breaker's.
    isFailure: (error) => isFailure(error) && errorKind(error) !== 'rate-limited',
  };
}

function bucketOptions({ rate, capacity }: PolicyKnobs): TokenBucketOptions {
  return { capacity, refillPerSecond: rate, maxQueue: FIXED.maxQueue };
}
