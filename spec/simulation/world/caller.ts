import { Subject, Subscription, takeUntil } from 'rxjs';
import type { CallPlan, Setup } from './history.js';
import type { Ground } from './judge.js';
import { answerRequest, answerWithValues, FILE_SIZE } from './model-source.js';
import type { Origin, Path } from './paths.js';
import type { SourceLog } from './source-log.js';

/** What a caller needs of its world. */
export interface CallerWorld {
  readonly setup: Setup;
  readonly ground: Ground;
  readonly sources: SourceLog;
  readonly path: Path;
  onStart(): void;
  begin(plan: CallPlan): void;
}

/** One call, and what has to be true of it. */
export class Caller {
  attempts = 0;
  ends = 0;
  hasLeft = false;
  #values = 0;
  #next = 0;
  #notBefore = 0;
  readonly #begunAt: number;
  readonly #leaves = new Subject<void>();
  #timer = Subscription.EMPTY;

  constructor(
    private readonly world: CallerWorld,
    private readonly plan: CallPlan,
  ) {
    this.#begunAt = world.ground.time.frame;
  }

  get isOver(): boolean {
    return this.ends > 0 || this.hasLeft;
  }

  start(): void {
    const { world, plan } = this;
    const { time } = world.ground;
    if (plan.leavesAfter !== undefined) this.#timer = time.schedule(() => this.leave(), plan.leavesAfter);
    const call$ = world.path(this.#origin).pipe(takeUntil(this.#leaves)); // which leaves a source in the middle of its subscription, too
    call$.subscribe({
      next: (value) => this.#onValue(value),
      error: () => this.#onEnd(false),
      complete: () => this.#onEnd(true),
    });
  }

  leave(): void {
    if (this.isOver) return;
    this.hasLeft = true;
    this.#timer.unsubscribe();
    this.#leaves.next();
  }

  /** That it isn't late. */
  check(): void {
    const { setup, ground } = this.world;
    const { totalTimeout = Infinity, by } = setup;
    const took = ground.time.frame - this.#begunAt;
    if (by !== 'download') ground.judge.hold(took <= totalTimeout, () => `a call took ${took} of ${totalTimeout} ms`);
  }

  get #origin(): Origin {
    const { ground, sources } = this.world;
    const { time } = ground;
    const { answers } = this.plan;
    const answer = (): (typeof answers)[number] => answers[Math.min(this.attempts, answers.length) - 1]!;
    return {
      values: sources.deferred(
        () => this.#onStart(),
        () => answerWithValues(answer(), time),
      ),
      send: (request) =>
        sources.deferredResponse(
          () => this.#onStart(),
          () => answerRequest(request, answer(), time),
        ),
    };
  }

  #onStart(): void {
    const { setup, ground } = this.world;
    const { time, judge } = ground;
    this.attempts++;
    // By hand, what one attempt of a race gives back can let another go, in the frame in which both are left.
    const isRace = setup.by === 'operators' && setup.hedge !== undefined;
    judge.hold(!this.isOver || isRace, () => 'an attempt reached the source after its call was over');
    if (!setup.hedge && setup.by !== 'download')
      judge.hold(time.frame >= this.#notBefore, () => `a retry came ${this.#notBefore - time.frame} ms before the server wanted it`);
    const { end, hint = 0, delay, values, gap } = this.plan.answers[Math.min(this.attempts, this.plan.answers.length) - 1]!;
    const told = setup.by === 'client' || setup.by === 'download' ? delay : delay + gap * values;
    if (end === 'overload' && told < (setup.attemptTimeout ?? Infinity)) this.#notBefore = time.frame + told + hint;
    this.world.onStart();
  }

  #onValue(value: number): void {
    const { setup, ground } = this.world;
    const mayRepeat = setup.by === 'operators' && setup.retry !== undefined && value === 0;
    ground.judge.hold(value === this.#next || mayRepeat, () => `a call got ${value} where ${this.#next} was to come`);
    this.#next = value + 1;
    this.#values++;
    if (this.#values === 1 && this.plan.again?.inside === 'value') this.world.begin(this.plan.again.plan);
    if (this.#values === this.plan.takes) this.leave();
  }

  #onEnd(isComplete: boolean): void {
    const { setup, ground } = this.world;
    if (this.hasLeft) return;
    this.ends++;
    ground.judge.hold(this.ends === 1, () => 'a call ended twice');
    this.check();
    const isFile = setup.by === 'client' || setup.by === 'download';
    ground.judge.hold(!isFile || !isComplete || this.#next === FILE_SIZE, () => `a file ended at byte ${this.#next} of ${FILE_SIZE}`);
    this.#timer.unsubscribe();
    if (this.plan.again?.inside === 'end') this.world.begin(this.plan.again.plan);
  }
}
