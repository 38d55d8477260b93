import { BehaviorSubject, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { SerialSubject } from './serial-subject.js';

/** A state to read and to watch: its value is there at once, and `value` is current even inside `next`. */
export type StateObservable<S> = Observable<S> & { readonly value: S };

/** Where a `StateSubject` gets its state from. */
export interface StateSource<S> {
  /** The state now; changes that are due are made first. */
  read(): S;
  /** Called when the first subscriber has come (`true`) and when the last has left (`false`). */
  onObserved?(isObserved: boolean): void;
}

/**
 * The subject behind a `state$`. It keeps no state: who subscribes or reads `value` asks the source, and `emit` tells a change
 * to whoever listens, one at a time and in the same order for all. Writing to it from outside changes nothing.
 */
export class StateSubject<S> extends BehaviorSubject<S> {
  readonly #origin: StateSource<S>;
  readonly #changes = new SerialSubject<S>();
  readonly #stream = new Observable<S>((subscriber) => this.#join(subscriber));

  constructor(source: StateSource<S>) {
    super(undefined as S);
    this.#origin = source;
  }

  override get observed(): boolean {
    return this.#changes.observed;
  }

  override getValue(): S {
    return this.#origin.read();
  }

  /** Tells a change; whoever builds states lazily asks `observed` first. */
  emit(state: S): void {
    this.#changes.next(state);
  }

  override subscribe(observer?: Partial<Observer<S>>): Subscription;
  override subscribe(next: (value: S) => void): Subscription;
  override subscribe(
    next?: ((value: S) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription;
  override subscribe(
    observerOrNext?: Partial<Observer<S>> | ((value: S) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (typeof observerOrNext !== 'function') return this.#stream.subscribe(observerOrNext ?? undefined);
    return this.#stream.subscribe({ next: observerOrNext, error: error ?? undefined, complete: complete ?? undefined });
  }

  /** Who joins others during a delivery gets the state that is being delivered, and then the queued ones like everybody else. */
  #join(subscriber: Subscriber<S>): void {
    const latest = this.#origin.read();
    const wasObserved = this.observed;
    this.#changes.subscribe(subscriber);
    subscriber.add(() => {
      if (!this.observed) this.#origin.onObserved?.(false);
    });
    if (!wasObserved) this.#origin.onObserved?.(true);
    this.#changes.greet(subscriber, latest, !wasObserved);
  }
}
