/** Judges, from the outcomes of a closed circuit, when it is time to open it. */
export interface FailureWindow {
  record(isFailure: boolean, now: number): void;
  /** Asked after every change. */
  shouldOpen(now: number): boolean;
  clear(): void;
  /** Nothing is remembered that would still count. */
  isEmpty(now: number): boolean;
}
