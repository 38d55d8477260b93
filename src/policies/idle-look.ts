/** Busy entries that one look passes by. */
const KEPT_PER_LOOK = 64;

/** How far a look for idle entries goes: past some busy ones, and past all of them only as often as so many looks have paid for. */
export class IdleLook {
  #looksSinceAll = Infinity;

  /** How many busy entries may be passed by. */
  begin(entries: number): number {
    const isPaid = ++this.#looksSinceAll * KEPT_PER_LOOK >= entries;
    if (isPaid) this.#looksSinceAll = 0;
    return isPaid ? Infinity : KEPT_PER_LOOK;
  }

  /** Nothing is left that should go: the next look may go past all. */
  end(): void {
    this.#looksSinceAll = Infinity;
  }
}
