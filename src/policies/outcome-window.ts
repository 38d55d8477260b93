/** The outcomes of the last calls, or of the last while: what rates are reckoned from. Fields are up to date after `expire`. */
export interface OutcomeWindow {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
  /** When the newest outcome came; `-Infinity` where there is none. */
  readonly lastAt: number;
  record(isFailure: boolean, isSlow: boolean, now: number): void;
  /** Drops what is out of the window by now. */
  expire(now: number): void;
  clear(): void;
}
