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
    watcher.subscription.unsubscribe();
    const { idle } = policy;
    if (!idle) watcher.subscription = this.#watch(policy);
    else this.#watchers.delete(key);
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
      if (!this.#watchers.has(key)) this.#watchers.set(key, { policy, subscription: this.#watch(policy) });
    }
  }

  #watch({ state$ }: Watched): Subscription {
    let isSubscribing = true;
    const onState = (): void => {
      if (!isSubscribing) this.#states.emit(this.#read());
    };
    const subscription = state$?.subscribe({ next: onState, error: onState });
    isSubscribing = false;
    return subscription ?? Subscription.EMPTY;
  }

  #unwatchAll(): void {
    for (const { subscription } of this.#watchers.values()) subscription.unsubscribe();
    this.#watchers.clear();
  }

  #read(): ReadonlyMap<string, StateOf<P>> {
    const states = [...this.#entries()].map(([key, policy]) => [key, (policy as Watched).state$?.value as StateOf<P>] as const);
    return new Map(states);
  }
}
