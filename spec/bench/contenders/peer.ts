import type { Observable } from 'rxjs';

/** What is guarded: a call that answers at once, and tells a number, so that it shows whether it was made. */
export type Work = () => Promise<number>;

/** Makes one call, and tells how it ended. */
export type Call = (done: (value: number) => void, failed: (error: unknown) => void) => void;

type Guard = (work: Work) => Call | Promise<Call>;

/** One that is compared. What it hasn't got it leaves out. */
export interface Peer {
  readonly name: string;
  /** Nothing but the work. */
  readonly bare?: Guard;
  /** Three retries with an exponential backoff. */
  readonly retry?: Guard;
  /** A breaker that opens after five failures in a row. */
  readonly breaker?: Guard;
  /** A rate limit that is never reached. */
  readonly limiter?: Guard;
  /** A timeout of ten seconds. */
  readonly timeout?: Guard;
  /** All four of them, or as many as there are. */
  readonly composed?: Guard;
  /** The breaker alone, open. */
  readonly refused?: Guard;
  /** All of them, with an open breaker. */
  readonly composedRefused?: Guard;
}

/** The caller of a promise. */
export function fromPromise(run: () => Promise<number>): Call {
  return (done, failed) => void run().then(done, failed);
}

/** The caller of an Observable of one value. */
export function fromObservable(source: Observable<number>): Call {
  return (done, failed) => {
    let last = 0;
    source.subscribe({
      next(value) {
        last = value;
      },
      error: failed,
      complete: () => done(last),
    });
  };
}
