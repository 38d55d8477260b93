import type { HttpClientEvent } from 'breakwater';
import { ascending, quantile } from '../quantile.js';

const KEPT = 10_000;
const MOST = 4_000;

/** How long first attempts waited for their turn, over the last ten seconds. */
export class RecentWaits {
  readonly #startedAt = new Map<string, number>();
  readonly #waits: { readonly at: number; readonly wait: number }[] = [];

  add({ type, id, at, ...event }: HttpClientEvent): void {
    if (type === 'started') this.#startedAt.set(id, at);
    const startedAt = this.#startedAt.get(id);
    if (type === 'started' || startedAt === undefined) return;
    this.#startedAt.delete(id);
    if ('attempt' in event) this.#waits.push({ at, wait: at - startedAt });
  }

  /** The wait that half of them, and the one that 95 % of them, didn't exceed. */
  read(now: number): { readonly waitP50?: number; readonly waitP95?: number } {
    const isOld = this.#waits.findIndex(({ at }) => now - at < KEPT);
    this.#waits.splice(0, Math.max(isOld < 0 ? this.#waits.length : isOld, this.#waits.length - MOST));
    const sorted = this.#waits.map(({ wait }) => wait).sort(ascending);
    return { waitP50: quantile(sorted, 0.5), waitP95: quantile(sorted, 0.95) };
  }
}
