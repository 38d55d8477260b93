/** What a rate limiter counts: how much may go now, and when the next may. */
export interface Allowance {
  /** The most that it can ever hold. */
  readonly most: number;
  /** How many units may go now. */
  available(now: number): number;
  /** Spends units that are available. */
  take(cost: number, now: number): void;
  /** A look ahead, in which nothing starts before `from`; it changes nothing. */
  plan(from: number): Plan;
}

/** A look ahead: when could the next in line start, if all before it start as soon as they may? */
export interface Plan {
  /** When a call of this cost may go next: at `from`, or at the first whole millisecond after it. */
  startOf(cost: number): number;
  /** Puts a call of this cost in line; it starts as soon as it may, or at `notBefore` if that is later. */
  book(cost: number, notBefore?: number): void;
}
