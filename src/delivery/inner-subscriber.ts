import { Subscriber, type Observable, type Observer } from 'rxjs';

/** A subscriber for an observer that deals with everything itself, and no owner: whoever asks for it unsubscribes it. */
export function subscriberOf<T>(observer: Observer<T>): Subscriber<T> {
  return new Subscriber<T>(observer);
}

/**
 * A subscriber that `owner` owns before the source is subscribed to, so that a synchronous source can be left in the middle;
 * with a plain observer RxJS hands the subscription out only when the source has returned.
 * The owner gets the notifications that the observer leaves out.
 */
export function innerSubscriber<T>(
  owner: Subscriber<unknown>,
  {
    next = (value) => owner.next(value),
    error = (thrown) => owner.error(thrown),
    complete = () => owner.complete(),
  }: Partial<Observer<T>> = {},
): Subscriber<T> {
  const inner = new Subscriber<T>({ next, error, complete });
  owner.add(inner);
  return inner;
}

/** Subscribes an observer that hears everything itself in the same way: without closures, for where they cost too much. */
export function subscribeOwned<T>(source: Observable<T>, observer: Observer<T>, owner: Subscriber<unknown>): Subscriber<T> {
  const inner = new Subscriber<T>(observer);
  owner.add(inner);
  source.subscribe(inner);
  return inner;
}
