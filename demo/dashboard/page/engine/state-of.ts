import { BehaviorSubject, type Observable, type Subscription } from 'rxjs';

/** Follows a field of a state for as long as `running` lasts. */
export function stateOf<S, T>(
  source: BehaviorSubject<S>,
  read: (state: S) => T,
  running: Subscription,
): Observable<T> & { readonly value: T } {
  const state$ = new BehaviorSubject(read(source.value));
  running.add(
    source.subscribe((state) => {
      const value = read(state);
      if (value !== state$.value) state$.next(value);
    }),
  );
  return state$;
}
