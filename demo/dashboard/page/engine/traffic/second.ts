import type { HttpClientEvent } from 'breakwater';
import type { Outcome, SecondSample } from '../../model.js';
import { outcomeOf } from '../outcome-of.js';
import { ascending, quantile } from '../quantile.js';

const LATENCY_OF: readonly Outcome[] = ['ok', 'failed', 'timedOut'];

/** Counts what happens within a second. */
export class Second {
  readonly #outcomes: Record<Outcome, number> = { ok: 0, failed: 0, timedOut: 0, refused: 0, limited: 0, cancelled: 0 };
  readonly #durations: number[] = [];
  #requests = 0;
  #attempts = 0;
  #retries = 0;

  add(event: HttpClientEvent): void {
    if (event.type === 'started') this.#requests++;
    if (event.type === 'attempt') {
      this.#attempts++;
      if (event.attempt > 1) this.#retries++;
    }
    const outcome = outcomeOf(event);
    if (outcome === undefined) return;
    this.#outcomes[outcome]++;
    if ('duration' in event && LATENCY_OF.includes(outcome)) this.#durations.push(event.duration);
  }

  end(at: number): SecondSample {
    const sorted = this.#durations.sort(ascending);
    const [attempts, retries] = [this.#attempts, this.#retries];
    return {
      at,
      ...this.#outcomes,
      requests: this.#requests,
      attempts,
      retries,
      amplification: amplification({ attempts, retries }),
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
    };
  }
}

/** Attempts per first attempt. */
export function amplification({ attempts, retries }: Pick<SecondSample, 'attempts' | 'retries'>): number | undefined {
  return attempts > retries ? attempts / (attempts - retries) : undefined;
}
