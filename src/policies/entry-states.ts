import { Subscription } from 'rxjs';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';

/** What a policy tells on its `state$`; `never` where it has none. */
export type StateOf<P> = P extends { readonly state$: StateObservable<infer S> } ? S : never;

type Watched = { readonly idle: boolean; readonly state$?: StateObservable<unknown> };

/** The states of a registry's entries as one stream. It watches them only while somebody listens. */
export class EntryStates<P extends { readonly idle: boolean }> {
  readonly states$: StateObservable<ReadonlyMap<string, StateOf<P>>>;
  readonly #entries: () => ReadonlyMap<string, P>;
  readonly #states: StateSubject<ReadonlyMap<string, StateOf<P>>>;
  readonly #watchers = new Map<string, { readonly policy: Watched; subscription: Subscription }>();

  constructor(entries: () => ReadonlyMap<string, P>) {
    this.#entries = entries;
    this.#states = new StateSubject({
      read: () => this.#read(),
      onObserved: (isObserved) => (isObserved ? this.#follow() : this.#unwatchAll()),
    });
    this.states$ = this.#states;
  }

  /** Entries have come or gone. */
  changed(): void {
    if (!this.#states.observed) return;
    this.#follow();
    this.#states.emit(this.#read());
  }

  /** Whether a policy is idle, but for being watched by this. */
  isIdle(key: string, policy: P): boolean {
    const watcher = this.#watchers.get(key);
    if (!watcher) return policy.idle;
    stateOf(policy); // a change that is due is told while this still watches
    watcher.subscription.unsubscribe();
    const { idle } = policy;
    if (idle) this.#watchers.delete(key);
    else this.#watch(policy, (watcher.subscription = new Subscription()));
    return idle;
  }

  /** Watches those that have come, and no longer those that have gone. */
  #follow(): void {
    const entries = this.#entries();
    for (const [key, { policy, subscription }] of this.#watchers) {
      if (entries.get(key) === policy) continue;
      subscription.unsubscribe();
      this.#watchers.delete(key);
    }
    for (const [key, policy] of entries) {
      if (this.#watchers.has(key)) continue;
      const watcher = { policy, subscription: new Subscription() };
      this.#watchers.set(key, watcher);
      this.#watch(policy, watcher.subscription);
    }
  }

  /** Subscribing may make a change that is due, and whoever hears of it may come back here: then it is known as watched already. */
  #watch({ state$ }: Watched, subscription: Subscription): void {
    let isSubscribing = true;
    const onState = (): void => {
      if (!isSubscribing) this.#states.emit(this.#read());
    };
    subscription.add(state$?.subscribe({ next: onState, error: onState }));
    isSubscribing = false;
  }

  #unwatchAll(): void {
    for (const { subscription } of this.#watchers.values()) subscription.unsubscribe();
    this.#watchers.clear();
  }

  #read(): ReadonlyMap<string, StateOf<P>> {
    return new Map([...this.#entries()].map(([key, policy]) => [key, stateOf(policy)]));
  }
}

/** Where a `BehaviorSubject` has errored, its value throws: that is no reason for the others to be silent. */
function stateOf<P>(policy: P): StateOf<P> {
  try {
    return (policy as Partial<Watched>).state$?.value as StateOf<P>;
  } catch {
    return undefined as StateOf<P>;
  }
}
