import { RetryBudget } from 'breakwater';
import type { Setup } from './history.js';
import type { Ground } from './judge.js';

/** A retry budget, with what was paid in and taken out. */
export class WatchedBudget {
  readonly budget: RetryBudget;
  withdrawn = 0;
  readonly #calls: number[] = [];
  readonly #extra: number[] = [];

  constructor(
    private readonly setup: NonNullable<Setup['budget']>,
    private readonly ground: Ground,
  ) {
    const { time } = ground;
    this.budget = new RetryBudget({ ...setup, scheduler: time });
    const { budget } = this;
    const deposit = budget.deposit.bind(budget);
    budget.deposit = () => (this.#calls.push(time.elapsed), deposit());
    const tryWithdraw = budget.tryWithdraw.bind(budget);
    budget.tryWithdraw = () => {
      const isThere = tryWithdraw();
      if (isThere) this.#withdraw();
      return isThere;
    };
  }

  check(): void {
    const { calls, retries } = this.budget.state$.value;
    const [own, extra] = [this.#recent(this.#calls), this.#recent(this.#extra)];
    this.ground.judge.hold(
      calls === own && retries === extra,
      () => `budget: it remembers ${calls} calls and ${retries} retries of ${own} and ${extra}`,
    );
  }

  #withdraw(): void {
    this.withdrawn++;
    this.#extra.push(this.ground.time.elapsed);
    const { ratio, minPerSecond, ttl } = this.setup;
    const allowed = ratio * this.#recent(this.#calls) + (minPerSecond * ttl) / 1_000;
    const extra = this.#recent(this.#extra);
    this.ground.judge.hold(extra <= allowed + 1e-6, () => `budget: ${extra} extra attempts where ${allowed} are allowed`);
  }

  #recent(times: readonly number[]): number {
    return times.filter((at) => this.ground.time.elapsed - at < this.setup.ttl).length;
  }
}
