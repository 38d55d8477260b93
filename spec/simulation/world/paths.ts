import {
  bulkhead,
  circuitBreaker,
  createHttpClient,
  hedge,
  protect,
  requestTimeout,
  retryBackoff,
  throttleSlidingWindow,
  throttleTokenBucket,
  TokenBucket,
  type HttpRequest,
  type HttpResponse,
  type ResiliencePolicy,
} from 'breakwater';
import { download } from 'breakwater/streaming';
import { concatMap, from, identity, type MonoTypeOperatorFunction, type Observable, EMPTY } from 'rxjs';
import type { Setup } from './history.js';
import type { Ground } from './judge.js';
import type { WatchedBreaker } from './watched-breaker.js';
import type { WatchedBudget } from './watched-budget.js';
import type { WatchedBulkhead } from './watched-bulkhead.js';
import type { WatchedLimiter } from './watched-limiter.js';

/** The policies of a world; those that its setup has none of are absent. */
export interface Policies {
  readonly breaker?: WatchedBreaker;
  readonly limiter?: WatchedLimiter;
  readonly bulkhead?: WatchedBulkhead;
  readonly budget?: WatchedBudget;
}

/** What a call comes to in the end. */
export interface Origin {
  readonly values: Observable<number>;
  send(request: HttpRequest): Observable<HttpResponse>;
}

/** The way of a call from its caller to the origin and back: numbers that count up from 0. */
export type Path = (origin: Origin) => Observable<number>;

export function pathOf(setup: Setup, policies: Policies, ground: Ground): Path {
  if (setup.by === 'operators') return ({ values }) => values.pipe(...operatorsOf(setup, policies, ground));
  const policy = policyOf(setup, policies, ground);
  if (setup.by === 'protect') return ({ values }) => policy(values);
  return (origin) => {
    const transport = (request: HttpRequest): Observable<HttpResponse> => origin.send(request);
    const http = createHttpClient({ baseUrl: 'https://world.test', transport, policy, timeout: Infinity, scheduler: ground.time });
    const { time: scheduler, random } = ground;
    if (setup.by === 'client') return http.get('/file', { as: ({ body }) => body }).pipe(concatMap((bytes) => from(bytes)));
    const retry = { initialInterval: 5, maxRetries: 3, scheduler, random };
    return download(http, '/file', { retry }).pipe(concatMap((event) => (event.type === 'chunk' ? from(event.bytes) : EMPTY)));
  };
}

function policyOf(setup: Setup, { breaker, limiter, bulkhead, budget }: Policies, { time: scheduler, random }: Ground): ResiliencePolicy {
  const { retry, hedge, totalTimeout, attemptTimeout } = setup;
  return protect({
    totalTimeout,
    attemptTimeout,
    retry: retry && { ...retry, budget: budget?.budget },
    hedge: hedge && { ...hedge, budget: budget?.budget, scheduler },
    bulkhead: bulkhead?.bulkhead,
    limiter: limiter?.limiter,
    breaker: breaker?.breaker,
    scheduler,
    random,
  });
}

type Operators = [Operator, Operator, Operator, Operator, Operator, Operator, Operator];
type Operator = MonoTypeOperatorFunction<number>;

/** From the inside out, in the order of `protect`. */
function operatorsOf(setup: Setup, policies: Policies, { time: scheduler, random }: Ground): Operators {
  const { retry, hedge: hedging, totalTimeout, attemptTimeout } = setup;
  const budget = policies.budget?.budget;
  const limiter = policies.limiter?.limiter;
  return [
    attemptTimeout === undefined ? identity : requestTimeout({ total: attemptTimeout, scheduler }),
    policies.breaker ? circuitBreaker(policies.breaker.breaker) : identity,
    limiter === undefined ? identity : limiter instanceof TokenBucket ? throttleTokenBucket(limiter) : throttleSlidingWindow(limiter),
    policies.bulkhead ? bulkhead(policies.bulkhead.bulkhead) : identity,
    hedging ? hedge({ ...hedging, budget, scheduler }) : identity,
    retry ? retryBackoff({ ...retry, budget, scheduler, random }) : identity,
    totalTimeout === undefined ? identity : requestTimeout({ total: totalTimeout, scheduler }),
  ];
}
