import {
  animationFrameScheduler,
  distinctUntilChanged,
  EMPTY,
  fromEvent,
  interval,
  map,
  observeOn,
  share,
  startWith,
  switchMap,
  withLatestFrom,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/** Animation frames, one in `period` milliseconds; none while nobody can see the page. */
export function visibleFrames(period: number): Observable<unknown> {
  return fromEvent(document, 'visibilitychange').pipe(
    startWith(undefined),
    map(() => document.hidden),
    switchMap((isHidden) => (isHidden ? EMPTY : interval(period).pipe(observeOn(animationFrameScheduler)))),
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
