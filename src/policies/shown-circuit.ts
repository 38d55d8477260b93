import type { Clock } from '../time/clock.js';
import type { Hold } from './circuit-holds.js';
import { publicState, type Circuit, type CircuitBreakerState } from './circuit-state.js';

const HELD: Record<Hold, CircuitBreakerState> = { isolated: { status: 'isolated' }, bypassed: { status: 'bypassed' } };

/** What others see of a circuit: the same object as long as nothing has changed. */
export class ShownCircuit {
  #last: { readonly circuit: Circuit; readonly shift: number; readonly state: CircuitBreakerState } | undefined;

  of(circuit: Circuit, hold: Hold | undefined, clock: Clock): CircuitBreakerState {
    if (hold !== undefined) return HELD[hold];
    const shift = clock.toScheduler(0);
    if (this.#last?.circuit !== circuit || this.#last.shift !== shift) {
      this.#last = { circuit, shift, state: publicState(circuit, shift) };
    }
    return this.#last.state;
  }
}
