import type { BreakerSetup } from './history.js';

/** How a call told its permit that it ended. */
export type Outcome = 'success' | 'failure' | 'ignored';

/** A call that the model has admitted. */
export interface ModelCall {
  readonly era: number;
  readonly startedAt: number;
  readonly isProbe: boolean;
  isSettled: boolean;
  hasAnswered: boolean;
}

type Hold = 'isolated' | 'bypassed';

/** What a breaker has to do, told as simply as can be: lists of all calls, and no timer. */
export class BreakerModel {
  status: 'closed' | 'open' | 'half-open' = 'closed';
  readonly counts = { calls: 0, successes: 0, failures: 0, ignored: 0, refused: 0, inFlight: 0 };
  readonly holders: Record<Hold, number> = { isolated: 0, bypassed: 0 };
  #rules: BreakerSetup;
  #era = 0;
  #retryAt = 0;
  #successes = 0;
  #probes: ModelCall[] = [];
  #outcomes: { readonly at: number; readonly isFailure: boolean }[] = [];

  constructor(rules: BreakerSetup) {
    this.#rules = rules;
  }

  /** What others see. */
  get shown(): string {
    if (this.holders.isolated > 0) return 'isolated';
    return this.holders.bypassed > 0 ? 'bypassed' : this.status;
  }

  isDue(now: number): boolean {
    return now >= this.#dueAt;
  }

  /** Makes all changes that time alone brings. */
  catchUp(now: number): void {
    for (let due = this.#dueAt; now >= due; due = this.#dueAt) {
      const [oldest] = this.#probes;
      if (this.status === 'open') this.#enter('half-open');
      else if (oldest) this.settle(oldest, 'failure', due, 0);
    }
  }

  tryAcquire(now: number): ModelCall | undefined {
    const isProbe = this.shown === 'half-open';
    const isRefused = this.shown === 'open' || this.shown === 'isolated' || (isProbe && this.#probes.length >= this.#rules.halfOpenCalls!);
    if (isRefused) {
      this.counts.refused++;
      return undefined;
    }
    const call: ModelCall = { era: this.#era, startedAt: now, isProbe, isSettled: false, hasAnswered: false };
    this.counts.calls++;
    this.counts.inFlight++;
    if (isProbe) this.#probes.push(call);
    return call;
  }

  answered(call: ModelCall, now: number): void {
    if (call.isProbe) this.settle(call, 'success', now, 0);
    call.hasAnswered = true;
  }

  /** @param hint milliseconds that the server wants to be left alone */
  settle(call: ModelCall, outcome: Outcome, at: number, hint: number): void {
    if (call.isSettled) return;
    call.isSettled = true;
    this.#probes = this.#probes.filter((probe) => probe !== call);
    const counted = call.era === this.#era ? outcome : 'ignored';
    this.counts[counted === 'success' ? 'successes' : counted === 'failure' ? 'failures' : 'ignored']++;
    this.counts.inFlight--;
    if (counted === 'ignored') return;
    if (this.shown === 'half-open') this.#judgeProbe(counted, at, hint);
    else this.#judge(counted === 'failure', at, hint);
  }

  hold(hold: Hold, by: 1 | -1): void {
    const before = this.shown;
    this.holders[hold] += by;
    if (this.shown !== before) this.#enter('closed');
  }

  reset(): void {
    this.#enter('closed');
    const { inFlight } = this.counts;
    Object.assign(this.counts, { calls: inFlight, successes: 0, failures: 0, ignored: 0, refused: 0 });
  }

  update(changes: Partial<BreakerSetup>): void {
    this.#rules = { ...this.#rules, ...changes };
  }

  get #dueAt(): number {
    if (this.shown !== this.status) return Infinity;
    if (this.status === 'open') return this.#retryAt;
    const [oldest] = this.#probes;
    return oldest ? oldest.startedAt + this.#rules.probeTimeout : Infinity;
  }

  #judgeProbe(outcome: Outcome, at: number, hint: number): void {
    if (outcome === 'failure') return this.#open(at, hint);
    this.#successes++;
    if (this.#successes >= this.#rules.successThreshold!) this.#enter('closed');
  }

  #judge(isFailure: boolean, at: number, hint: number): void {
    this.#outcomes.push({ at, isFailure });
    if (this.shown === 'closed' && this.#isBad(at)) this.#open(at, hint);
  }

  #isBad(now: number): boolean {
    const { failureRate, failureThreshold, minimumCalls, window = { calls: 100 } } = this.#rules;
    const all = this.#outcomes;
    if (failureRate === undefined)
      return all.length >= failureThreshold! && all.slice(-failureThreshold!).every(({ isFailure }) => isFailure);
    const judged = 'calls' in window ? all.slice(-window.calls) : all.filter(({ at }) => now - at < window.duration);
    const failures = judged.filter(({ isFailure }) => isFailure).length;
    const least = 'calls' in window ? Math.min(minimumCalls!, window.calls) : minimumCalls!;
    return judged.length >= least && failures / judged.length >= failureRate - 1e-9;
  }

  #open(at: number, hint: number): void {
    this.#enter('open');
    this.#retryAt = at + Math.max(this.#rules.openDuration!, hint);
  }

  #enter(status: 'closed' | 'open' | 'half-open'): void {
    this.status = status;
    this.#era++;
    this.#successes = 0;
    this.#probes = [];
    this.#outcomes = [];
  }
}
