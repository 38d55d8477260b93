/** What somebody can hold a circuit in, whatever it would be by itself. */
export type Hold = 'isolated' | 'bypassed';

/** Counts who holds a circuit isolated or bypassed. */
export class CircuitHolds {
  readonly #holders: Record<Hold, number> = { isolated: 0, bypassed: 0 };

  /** Isolating wins. */
  get current(): Hold | undefined {
    if (this.#holders.isolated > 0) return 'isolated';
    return this.#holders.bypassed > 0 ? 'bypassed' : undefined;
  }

  shift(hold: Hold, by: 1 | -1): void {
    this.#holders[hold] += by;
  }
}
