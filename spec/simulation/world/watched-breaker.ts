import { CircuitBreaker, type CircuitPermit } from 'breakwater';
import { Subscription } from 'rxjs';
import { BreakerModel, type ModelCall, type Outcome } from './breaker-model.js';
import type { BreakerChange, BreakerSetup } from './history.js';
import { StateWatch } from './state-watch.js';
import type { Ground } from './judge.js';

const LEGAL: Readonly<Record<string, readonly string[]>> = {
  closed: ['open', 'isolated', 'bypassed'],
  open: ['half-open', 'closed', 'isolated', 'bypassed'],
  'half-open': ['open', 'closed', 'isolated', 'bypassed'],
  isolated: ['closed', 'bypassed'],
  bypassed: ['closed', 'isolated'],
};

/** A breaker, and beside it a model that hears the same and has to come to the same. */
export class WatchedBreaker {
  readonly breaker: CircuitBreaker;
  readonly watch: StateWatch<CircuitBreaker['state$']['value']> | undefined;
  /** Permits that nobody has ended. */
  held = 0;
  readonly #model: BreakerModel | undefined;

  constructor(
    setup: BreakerSetup,
    private readonly ground: Ground,
  ) {
    const { time, random, isWatched } = ground;
    const { slow, ...options } = setup;
    const slowness = slow && { slowCallRate: slow.rate, slowCallDuration: slow.duration };
    this.breaker = new CircuitBreaker({ ...options, ...slowness, scheduler: time, random, stackTraces: false });
    if (!setup.rampUp && !slow) this.#model = new BreakerModel(setup);
    this.#listen();
    if (isWatched)
      this.watch = new StateWatch(ground, 'breaker', this.breaker.state$, (state, before) => this.#onState(state.status, before?.status));
  }

  isolate(): Subscription {
    return this.#holdIt('isolated');
  }

  bypass(): Subscription {
    return this.#holdIt('bypassed');
  }

  reset(): void {
    this.#catchUp();
    this.#model?.reset();
    this.breaker.reset();
  }

  update(change: BreakerChange): void {
    this.#catchUp();
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#model?.update(given);
    this.breaker.update(given);
  }

  check(): void {
    const { metrics } = this.breaker;
    this.ground.judge.hold(metrics.inFlight >= 0, () => `breaker: ${metrics.inFlight} calls in flight`);
    if (!this.#model) return;
    this.#model.catchUp(this.ground.time.elapsed);
    const { status } = this.breaker.state$.value;
    this.ground.judge.hold(status === this.#model.shown, () => `breaker: it is ${status}, and should be ${this.#model!.shown}`);
    for (const [name, count] of Object.entries(this.#model.counts)) {
      const counted = metrics[name as keyof typeof metrics];
      this.ground.judge.hold(counted === count, () => `breaker: it has counted ${counted} ${name}, and should have ${count}`);
    }
  }

  /** Nothing may reach the source while it is open. */
  checkStart(): void {
    const { status } = this.breaker.state$.value;
    if (this.watch)
      this.ground.judge.hold(this.held > 0, () => `breaker: a call reached the source without a permit while it was ${status}`);
  }

  #onState(status: string, before: string | undefined): void {
    if (before !== undefined) this.ground.judge.hold(LEGAL[before]!.includes(status), () => `breaker: it went from ${before} to ${status}`);
  }

  #listen(): void {
    const { breaker } = this;
    const tryAcquire = breaker.tryAcquire.bind(breaker);
    breaker.tryAcquire = () => {
      this.#catchUp();
      const call = this.#model?.tryAcquire(this.ground.time.elapsed);
      const permit = tryAcquire();
      if (this.#model)
        this.ground.judge.hold(!permit === !call, () => `breaker: it ${permit ? 'admitted' : 'refused'} a call that the model did not`);
      return permit && this.#listenTo(permit, call);
    };
    const refuse = breaker.refuse.bind(breaker);
    breaker.refuse = () => {
      if (this.#model) this.#model.counts.refused++;
      return refuse();
    };
  }

  #listenTo(permit: CircuitPermit, call: ModelCall | undefined): CircuitPermit {
    this.held++;
    let isHeld = true;
    const end = (outcome: () => Outcome, hint = 0): void => {
      if (!isHeld) return;
      isHeld = false;
      this.held--;
      this.#catchUp();
      if (call) this.#model?.settle(call, outcome(), this.ground.time.elapsed, hint);
    };
    const { answered, errored, success, release, left } = permit;
    permit.answered = () => {
      if (isHeld && call && !call.hasAnswered) {
        this.#catchUp();
        this.#model?.answered(call, this.ground.time.elapsed);
      }
      answered.call(permit);
    };
    permit.errored = (error) => {
      end(() => outcomeOf(error), (error as { retryAfter?: number } | undefined)?.retryAfter);
      return errored.call(permit, error);
    };
    permit.success = () => (end(() => 'success'), success.call(permit));
    permit.release = () => (end(() => 'ignored'), release.call(permit));
    permit.left = () => (end(() => (call?.hasAnswered ? 'success' : 'ignored')), left.call(permit));
    return permit;
  }

  #holdIt(kind: 'isolated' | 'bypassed'): Subscription {
    this.#catchUp();
    this.#model?.hold(kind, 1);
    const holding = kind === 'isolated' ? this.breaker.isolate() : this.breaker.bypass();
    return new Subscription(() => {
      this.#catchUp();
      this.#model?.hold(kind, -1);
      holding.unsubscribe();
    });
  }

  /** Whoever hears of a change that is due may cause others: they come first. */
  #catchUp(): void {
    const now = this.ground.time.elapsed;
    if (this.watch && this.#model?.isDue(now)) void this.breaker.state$.value;
    this.#model?.catchUp(now);
  }
}

function outcomeOf(error: unknown): Outcome {
  const { status, name } = error as { status?: number; name?: string };
  if (status !== undefined) return status >= 500 || status === 429 ? 'failure' : 'success';
  return ['CircuitOpenError', 'RateLimitError', 'BulkheadFullError', 'ResponseParseError', 'RequestError'].includes(name ?? '')
    ? 'ignored'
    : 'failure';
}
