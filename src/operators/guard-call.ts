import type { Observable, Subscriber } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitPermit } from '../policies/circuit-permit.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** Runs a call that a breaker has admitted, and tells the breaker how it ends – or that it was left. */
export function guardCall<T>(source: Observable<T>, subscriber: Subscriber<T>, breaker: CircuitBreaker, permit: CircuitPermit): void {
  let hasAnswered = false;
  const call = innerSubscriber<T>(subscriber, {
    next(value) {
      if (!hasAnswered) permit.answered();
      hasAnswered = true;
      subscriber.next(value);
    },
    error(error: unknown) {
      try {
        settle(breaker, permit, error);
      } catch (thrown) {
        permit.release();
        return subscriber.error(thrown);
      }
      subscriber.error(error);
    },
    complete() {
      permit.success();
      subscriber.complete();
    },
  });
  subscriber.add(() => (hasAnswered ? permit.success() : permit.release()));
  source.subscribe(call);
}

function settle(breaker: CircuitBreaker, permit: CircuitPermit, error: unknown): void {
  switch (breaker.outcomeOf(error)) {
    case 'failure':
      return permit.failure(error);
    case 'success':
      return permit.success();
    case 'ignored':
      return permit.release();
  }
}
