import { Subscriber, type Observer } from 'rxjs';

/**
 * A subscriber that `owner` owns before the source is subscribed to, so that a synchronous source can be left in the middle;
 * with a plain observer RxJS hands the subscription out only when the source has returned. The one place that builds one.
 */
export function innerSubscriber<T>(owner: Subscriber<unknown>, observer: Observer<T>): Subscriber<T> {
  const inner = new Subscriber<T>(observer);
  owner.add(inner);
  return inner;
}
