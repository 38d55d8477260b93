import type { StateObservable } from 'breakwater';
import type { Subscription } from 'rxjs';
import type { Ground } from './judge.js';

/** The first subscriber of a `state$`, which stays, and what others have to see. */
export class StateWatch<S> {
  readonly seen: S[] = [];
  readonly #watching: Subscription;

  constructor(
    private readonly ground: Ground,
    readonly name: string,
    readonly state$: StateObservable<S>,
    onState?: (state: S, before: S | undefined) => void,
  ) {
    this.#watching = state$.subscribe((state) => {
      const before = this.seen.at(-1);
      this.seen.push(state);
      onState?.(state, before);
    });
  }

  /** Somebody who joins, and has to see what the first one sees, in the same order. */
  join(react: (seen: number) => void): Subscription {
    let at: number | undefined;
    let count = 0;
    return this.state$.subscribe((state) => {
      at = at === undefined ? this.seen.length - 1 : at + 1;
      this.ground.judge.hold(
        same(state, this.seen[at]),
        () => `${this.name}: a subscriber saw ${show(state)}, another one ${show(this.seen[at!])}`,
      );
      react(++count);
    });
  }

  /** To be called when nothing is being delivered. */
  check(): void {
    const { value } = this.state$;
    this.ground.judge.hold(
      same(value, this.seen.at(-1)),
      () => `${this.name}: the last state seen is ${show(this.seen.at(-1))}, but the value is ${show(value)}`,
    );
  }

  end(): void {
    this.#watching.unsubscribe();
  }
}

/** Allowances and errors apart: the first change without an event, the others are no plain data. */
function same(a: unknown, b: unknown): boolean {
  return a === b || show(a) === show(b);
}

function show(state: unknown): string {
  return JSON.stringify(state, (key, value: unknown) => (NO_STATE.includes(key) ? undefined : value)) ?? 'nothing';
}

const NO_STATE = ['available', 'error', 'pausedUntil', 'latency', 'baseline', 'openedAt', 'retryAt', 'since', 'server'];
