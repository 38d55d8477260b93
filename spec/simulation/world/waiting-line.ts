import type { Ground } from './judge.js';

/** Somebody who waits. */
export interface Entry {
  /** Has left by itself. */
  readonly isGone: () => boolean;
  /** Is being let in, and may be told to wait or not. */
  isEntering?: boolean;
  /** Others may go first. */
  isOutOfOrder?: boolean;
}

/** Who should be waiting at a policy, first come, first served. */
export class WaitingLine {
  #entries: Entry[] = [];

  constructor(
    private readonly name: string,
    private readonly ground: Ground,
  ) {}

  get length(): number {
    this.#entries = this.#entries.filter((entry) => !entry.isGone());
    return this.#entries.filter((entry) => !entry.isEntering).length;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  leave(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    if (at >= 0) this.#entries.splice(at, 1);
  }

  /** Who is being let in while another is let go may come to stand behind others. */
  overtake(): void {
    for (const entry of this.#entries) if (entry.isEntering) entry.isOutOfOrder = true;
  }

  grant(entry: Entry): void {
    const first = this.#entries.find((waiting) => waiting === entry || !(waiting.isGone() || waiting.isOutOfOrder));
    this.ground.judge.hold(first === entry, () => `${this.name}: somebody went before one who came earlier`);
    this.leave(entry);
  }
}
