import type { Allowance, Plan } from './allowance.js';
import { ServerLimits } from './server-limits.js';

/** A limiter's own allowance, and what the server allows besides: both have to agree. */
export class PacedAllowance implements Allowance {
  readonly server = new ServerLimits();

  constructor(private readonly own: Allowance) {}

  get most(): number {
    return this.own.most;
  }

  available(now: number): number {
    return Math.min(this.own.available(now), this.server.available(now));
  }

  take(cost: number, now: number): void {
    this.own.take(cost, now);
    this.server.take(cost, now);
  }

  /** What may start at a moment may start at any later one too, so that the later of both is right for both. */
  plan(from: number): Plan {
    const own = this.own.plan(from);
    const server = this.server.copy();
    const startOf = (cost: number): number => server.startOf(cost, own.startOf(cost));
    return {
      startOf,
      book: (cost, notBefore = -Infinity) => {
        const at = Math.max(startOf(cost), notBefore);
        own.book(cost, at);
        server.take(cost, at);
      },
    };
  }
}
