import {
  distinctUntilChanged,
  EMPTY,
  fromEvent,
  interval,
  map,
  Observable,
  share,
  startWith,
  switchMap,
  withLatestFrom,
  type MonoTypeOperatorFunction,
} from 'rxjs';

/** Animation frames, one in `period` milliseconds; none while nobody can see the page. */
export function visibleFrames(period: number): Observable<unknown> {
  return fromEvent(document, 'visibilitychange').pipe(
    startWith(undefined),
    map(() => document.hidden),
    switchMap((isHidden) => (isHidden ? EMPTY : interval(period).pipe(switchMap(() => nextFrame$)))),
    share(),
  );
}

/** The latest value, once a frame, and only if it is another one than before. */
export function perFrame<T>(frames$: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    frames$.pipe(
      withLatestFrom(source),
      map(([, value]) => value),
      distinctUntilChanged(),
    );
}

const nextFrame$ = new Observable<number>((subscriber) => {
  const frame = requestAnimationFrame((at) => {
    subscriber.next(at);
    subscriber.complete();
  });
  return () => cancelAnimationFrame(frame);
});
