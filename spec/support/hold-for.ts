import { asyncScheduler, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { currentReader } from '../../src/delivery/current-reader.js';

/** A consumer that holds the reader of each value for some time, as a loop body would. */
export function holdFor<T>(duration: number): MonoTypeOperatorFunction<T> {
  return tap(() => {
    const release = currentReader()?.hold();
    if (release) asyncScheduler.schedule(release, duration);
  });
}

/** A consumer that holds the reader of each value until the spec calls what is put into `releases`. */
export function holdNow<T>(
  releases: (() => void)[],
  onValue: (isHoldable: boolean) => void = () => undefined,
): MonoTypeOperatorFunction<T> {
  return tap(() => {
    const reader = currentReader();
    onValue(reader !== undefined);
    if (reader) releases.push(reader.hold());
  });
}
