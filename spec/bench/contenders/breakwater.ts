import {
  CircuitBreaker,
  circuitBreaker,
  protect,
  requestTimeout,
  retryBackoff,
  throttleTokenBucket,
  TokenBucket,
  type TokenBucketOptions,
} from 'breakwater';
import { defer, type MonoTypeOperatorFunction } from 'rxjs';
import { fromObservable, type Call, type Peer, type Work } from './peer.js';

const RATE: TokenBucketOptions = { capacity: 1e9, refillPerSecond: 1e9 };

function through(work: Work, operator: MonoTypeOperatorFunction<number>): Call {
  return fromObservable(defer(work).pipe(operator));
}

function openBreaker(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let failure = 0; failure < 5; failure++) breaker.tryAcquire()?.failure();
  return breaker;
}

export const breakwater: Peer = {
  name: 'breakwater',
  bare: (work) => fromObservable(defer(work)),
  retry: (work) => through(work, retryBackoff()),
  breaker: (work) => through(work, circuitBreaker(new CircuitBreaker())),
  limiter: (work) => through(work, throttleTokenBucket(new TokenBucket(RATE))),
  timeout: (work) => through(work, requestTimeout(10_000)),
  composed: (work) => through(work, protect({ retry: {}, breaker: {}, limiter: RATE, attemptTimeout: 10_000 })),
  refused: (work) => through(work, circuitBreaker(openBreaker())),
  composedRefused: (work) => through(work, protect({ retry: {}, breaker: openBreaker(), limiter: RATE, attemptTimeout: 10_000 })),
};
