import { inject, NgZone, untracked, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { StateObservable } from '../delivery/state-subject.js';

/**
 * A state as a signal, until the injector around it is destroyed. The timer that a watched breaker needs runs outside Angular's zone, and a
 * change that comes to light while a template reads is no write of that template.
 */
export function injectStateSignal<S>(state$: StateObservable<S>): Signal<S> {
  const apart$ = new Observable<S>((subscriber) => {
    const onState = (state: S): void => untracked(() => subscriber.next(state));
    return state$.subscribe(innerSubscriber<S>(subscriber, { next: onState }));
  });
  return inject(NgZone).runOutsideAngular(() => toSignal(apart$, { requireSync: true }));
}
