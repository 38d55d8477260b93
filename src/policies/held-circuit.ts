import type { Clock } from '../time/clock.js';
import { DEFAULT_OPEN_DURATION } from './circuit-breaker-options.js';
import { toSnapshot, type CircuitBreakerSnapshot } from './circuit-snapshot.js';
import {
  CLOSED,
  nextCircuit,
  publicState,
  type Circuit,
  type CircuitBreakerState,
  type CircuitEvent,
  type CircuitRules,
} from './circuit-state.js';

/** What somebody can hold a circuit in, whatever it would be by itself. */
export type Hold = 'isolated' | 'bypassed';

/** Calls from now on are of a new era: with a new status, or after a reset with the same one. */
export interface EraChange {
  readonly isNewStatus: boolean;
  /** Where probes have closed the circuit: when. */
  readonly recoveredAt?: number;
  /** Everything is to be forgotten. */
  readonly isReset?: boolean;
}

const HELD: Record<Hold, CircuitBreakerState> = { isolated: { status: 'isolated' }, bypassed: { status: 'bypassed' } };

/** A circuit, and who holds it isolated or bypassed: where it stands, and what happens to it. It knows no calls. */
export class HeldCircuit {
  readonly #clock: Clock;
  readonly #rules: () => CircuitRules;
  readonly #onEra: (change: EraChange) => void;
  readonly #holders: Record<Hold, number> = { isolated: 0, bypassed: 0 };
  #circuit: Circuit;
  /** What others see: the same object as long as nothing has changed. */
  #shown: { readonly circuit: Circuit; readonly shift: number; readonly state: CircuitBreakerState } | undefined;

  constructor(circuit: Circuit, clock: Clock, rules: () => CircuitRules, onEra: (change: EraChange) => void) {
    this.#circuit = circuit;
    this.#clock = clock;
    this.#rules = rules;
    this.#onEra = onEra;
  }

  get status(): CircuitBreakerState['status'] {
    return this.#hold ?? this.#circuit.status;
  }

  get state(): CircuitBreakerState {
    if (this.#hold !== undefined) return HELD[this.#hold];
    const shift = this.#clock.toScheduler(0);
    if (this.#shown?.circuit !== this.#circuit || this.#shown.shift !== shift) {
      this.#shown = { circuit: this.#circuit, shift, state: publicState(this.#circuit, shift) };
    }
    return this.#shown.state;
  }

  /** On the breaker's clock, while it is open by itself. */
  get opening(): { readonly openedAt: number; readonly retryAt: number } | undefined {
    return this.#circuit.status === 'open' ? this.#circuit : undefined;
  }

  /** From when on it can be probed, if it isn't closed. */
  get probedFrom(): number | undefined {
    switch (this.#circuit.status) {
      case 'open':
        return this.#circuit.retryAt;
      case 'half-open':
        return this.#circuit.since;
      default:
        return undefined;
    }
  }

  /** Throws what a faulty `openDuration` or `random` throws; the circuit has opened all the same. */
  apply(event: CircuitEvent, at: number): void {
    const before = this.#circuit;
    try {
      this.#circuit = nextCircuit(before, event, at, this.#rules());
    } catch (thrown) {
      this.#circuit = nextCircuit(before, event, at, faultless(this.#rules()));
      throw thrown;
    } finally {
      const { status } = this.#circuit;
      const hasRecovered = before.status === 'half-open' && status === 'closed';
      if (status !== before.status) this.#onEra({ isNewStatus: true, recoveredAt: hasRecovered ? at : undefined });
    }
  }

  /** Somebody begins or ends to hold it; with the last of them it is closed. */
  hold(hold: Hold, by: 1 | -1): void {
    const before = this.status;
    this.#holders[hold] += by;
    if (this.status !== before) this.#close(before, false);
  }

  reset(): void {
    this.#close(this.status, true);
  }

  toJSON(): CircuitBreakerSnapshot {
    return toSnapshot(this.#circuit, this.#clock.toScheduler(0));
  }

  /** Isolating wins. */
  get #hold(): Hold | undefined {
    if (this.#holders.isolated > 0) return 'isolated';
    return this.#holders.bypassed > 0 ? 'bypassed' : undefined;
  }

  #close(before: CircuitBreakerState['status'], isReset: boolean): void {
    this.#circuit = CLOSED;
    this.#onEra({ isNewStatus: this.status !== before, isReset });
  }
}

/** What must not fail: otherwise the service would be left unprotected. */
function faultless(rules: CircuitRules): CircuitRules {
  const openDuration = typeof rules.openDuration === 'number' ? rules.openDuration : DEFAULT_OPEN_DURATION;
  return { ...rules, openDuration, openJitter: 0 };
}
