/** How one attempt is answered. */
export interface Answer {
  /** Milliseconds until it begins; 0 answers inside the subscription. */
  readonly delay: number;
  /** How many values or chunks, and the milliseconds between them. */
  readonly values: number;
  readonly gap: number;
  /** `hang`: it never ends; `refused`: another answer of the server, which is no failure. */
  readonly end: 'complete' | 'hang' | 'network' | 'overload' | 'refused' | 'foreign';
  /** Milliseconds after which an overloaded server wants to be asked again. */
  readonly hint?: number;
}

/** What a caller does. */
export interface CallPlan {
  /** One for each attempt; the last is repeated. */
  readonly answers: readonly Answer[];
  /** Leaves after so many milliseconds, or inside `next` with that many values. */
  readonly leavesAfter?: number;
  readonly takes?: number;
  /** Subscribes again, inside its first value or its end. */
  readonly again?: { readonly inside: 'value' | 'end'; readonly plan: CallPlan };
}

/** What a subscriber of `state$` does inside `next`, once. */
export type Reaction = 'nothing' | 'reset' | 'isolate' | 'call' | 'leave';

export type Action = { readonly at: number } & (
  | { readonly type: 'call'; readonly plan: CallPlan }
  | { readonly type: 'leave'; readonly pick: number }
  | { readonly type: 'isolate' | 'bypass'; readonly duration: number }
  | { readonly type: 'reset' }
  | { readonly type: 'jump'; readonly by: number }
  | { readonly type: 'watch'; readonly duration: number; readonly reaction: Reaction }
  | { readonly type: 'pause'; readonly duration: number }
  | { readonly type: 'resume' }
  | { readonly type: 'update'; readonly breaker: BreakerChange; readonly limit: number }
);

/** New thresholds of a breaker. */
export interface BreakerChange {
  readonly failureThreshold?: number;
  readonly openDuration?: number;
  readonly halfOpenCalls?: number;
  readonly successThreshold?: number;
}

export interface BreakerSetup extends BreakerChange {
  readonly failureRate?: number;
  readonly window?: { readonly calls: number } | { readonly duration: number };
  readonly minimumCalls?: number;
  readonly probeTimeout: number;
  /** These two are beyond the model: what a breaker with them refuses isn't foretold. */
  readonly rampUp?: { readonly duration: number; readonly steps: number };
  readonly slow?: { readonly rate: number; readonly duration: number };
}

interface QueueSetup {
  readonly maxQueue?: number;
  readonly maxWait?: number;
}

export type LimiterSetup = QueueSetup &
  (
    | { readonly type: 'bucket'; readonly capacity: number; readonly refill: number }
    | { readonly type: 'window'; readonly limit: number; readonly window: number }
  );

/** What the callers of a world go through. */
export interface Setup {
  /** By `protect`, by a chain of operators, by the client with `protect`, or as downloads of that client. */
  readonly by: 'protect' | 'operators' | 'client' | 'download';
  readonly breaker?: BreakerSetup;
  readonly limiter?: LimiterSetup;
  readonly bulkhead?: QueueSetup & { readonly limit: number; readonly isAdaptive: boolean };
  readonly retry?: {
    readonly maxRetries: number;
    readonly initialInterval: number;
    readonly jitter: 'none' | 'full' | 'equal' | 'decorrelated';
  };
  readonly budget?: { readonly ratio: number; readonly minPerSecond: number; readonly ttl: number };
  readonly hedge?: { readonly delay: number; readonly maxHedges: number };
  readonly totalTimeout?: number;
  readonly attemptTimeout?: number;
  /** Somebody listens to every state, and reads all after every event; else only after every 16th, so that policies may be idle. */
  readonly isWatched: boolean;
  /** All leave at once so many milliseconds after the last action; otherwise when nothing happens any more. */
  readonly endsAfter?: number;
}

/** All that happens in a run, but for what follows from it: a history is played the same way each time. */
export interface History {
  readonly seed: number;
  readonly setup: Setup;
  readonly actions: readonly Action[];
}
