import type { Subscription } from 'rxjs';
import { Caller, type CallerWorld } from './caller.js';
import { Draw } from './draw.js';
import type { Action, CallPlan, History, Reaction, Setup } from './history.js';
import { Judge, type Ground } from './judge.js';
import { pathOf, type Path, type Policies } from './paths.js';
import { SourceLog } from './source-log.js';
import type { StateWatch } from './state-watch.js';
import { WatchedBreaker } from './watched-breaker.js';
import { WatchedBudget } from './watched-budget.js';
import { WatchedBulkhead } from './watched-bulkhead.js';
import { WatchedLimiter } from './watched-limiter.js';
import { WorldTime } from './world-time.js';

/** Events that were played, and the first invariant that didn't hold. */
export interface Course {
  readonly events: number;
  readonly finding: string | undefined;
}

/** Where nobody watches, policies are asked this seldom, so that they have something to catch up with. */
const SELDOM = 16;

/** Plays a history to its end, or to what it finds. */
export function play(history: History): Course {
  const world = new World(history);
  world.run();
  return { events: world.ground.time.events, finding: world.ground.judge.finding };
}

class World implements CallerWorld {
  readonly setup: Setup;
  readonly ground: Ground;
  readonly sources = new SourceLog();
  readonly path: Path;
  readonly #policies: Policies;
  readonly #calls: Caller[] = [];
  readonly #loose = new Set<Subscription>();
  readonly #actions: readonly Action[];
  #isClockSet = false;
  #isCutShort = false;
  #isOver = false;

  constructor({ seed, setup, actions }: History) {
    this.setup = setup;
    this.#actions = actions;
    this.ground = { time: new WorldTime(), judge: new Judge(), random: new Draw(seed + 0.5).random, isWatched: setup.isWatched };
    this.#policies = {
      breaker: setup.breaker && new WatchedBreaker(setup.breaker, this.ground),
      limiter: setup.limiter && new WatchedLimiter(setup.limiter, this.ground),
      bulkhead: setup.bulkhead && new WatchedBulkhead(setup.bulkhead, this.ground),
      budget: setup.budget && new WatchedBudget(setup.budget, this.ground),
    };
    this.path = pathOf(setup, this.#policies, this.ground);
  }

  run(): void {
    const { time, judge } = this.ground;
    for (const action of this.#actions) time.schedule(() => this.#act(action), action.at);
    const { endsAfter } = this.setup;
    if (endsAfter !== undefined) time.schedule(() => (this.#isCutShort = true), (this.#actions.at(-1)?.at ?? 0) + endsAfter);
    this.#runTimers();
    if (judge.finding !== undefined) return;
    this.#isOver = true;
    this.#leaveAll();
    this.#check(false);
    judge.hold(this.sources.running === 0, () => `${this.sources.running} attempts still run at the end`);
    for (const watch of this.#watches) watch.end();
    judge.hold(time.timers === 0, () => `${time.timers} timers are left at the end`);
  }

  begin(plan: CallPlan): void {
    if (this.#isOver) return;
    const call = new Caller(this, plan);
    this.#calls.push(call);
    call.start();
  }

  onStart(): void {
    const { breaker, budget } = this.#policies;
    breaker?.checkStart();
    if (!budget || this.setup.by === 'download') return;
    const extra = this.#calls.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);
    this.ground.judge.hold(extra <= budget.withdrawn, () => `${extra} extra attempts, and ${budget.withdrawn} of them paid for`);
  }

  get #watches(): StateWatch<unknown>[] {
    const { breaker, limiter, bulkhead } = this.#policies;
    return [breaker?.watch, limiter?.watch, bulkhead?.watch].filter((watch) => watch !== undefined);
  }

  #runTimers(): void {
    const { time, judge } = this.ground;
    time.run((isLastOfFrame) => {
      if (this.setup.isWatched || time.events % SELDOM === 0) this.#check(isLastOfFrame);
      return judge.finding === undefined && !this.#isCutShort;
    });
  }

  /** The last first: nobody moves up who would leave next. */
  #leaveAll(): void {
    for (const call of [...this.#calls].reverse()) call.leave();
    for (const loose of this.#loose) loose.unsubscribe();
  }

  #check(isLastOfFrame: boolean): void {
    const { breaker, limiter, bulkhead, budget } = this.#policies;
    const { judge } = this.ground;
    breaker?.check();
    limiter?.check(!this.#isClockSet, isLastOfFrame);
    bulkhead?.check();
    budget?.check();
    const { running } = this.sources; // after the checks: who reads a state may cause calls
    if (breaker) judge.hold(breaker.held === running, () => `breaker: ${breaker.held} permits are held, and ${running} attempts run`);
    const seated = running + (limiter?.line.length ?? 0);
    if (bulkhead) judge.hold(bulkhead.active === seated, () => `bulkhead: ${bulkhead.active} places are taken by ${seated} attempts`);
    for (const watch of this.#watches) watch.check();
    if (isLastOfFrame) for (const call of this.#calls) if (!call.isOver) call.check();
  }

  #act(action: Action): void {
    const { breaker, limiter, bulkhead } = this.#policies;
    switch (action.type) {
      case 'call':
        return this.begin(action.plan);
      case 'leave':
        return this.#calls[action.pick % Math.max(1, this.#calls.length)]?.leave();
      case 'isolate':
      case 'bypass':
        return this.#keep(action.type === 'isolate' ? breaker?.isolate() : breaker?.bypass(), action.duration);
      case 'reset':
        return breaker?.reset();
      case 'jump':
        return this.#setClock(action.by);
      case 'watch':
        return this.#join(action.reaction, action.duration);
      case 'pause':
        return limiter?.limiter.pause(action.duration);
      case 'resume':
        return limiter?.resume();
      case 'update':
        breaker?.update(action.breaker);
        limiter?.update(action.limit);
        bulkhead?.update(action.limit);
    }
  }

  #keep(subscription: Subscription | undefined, duration: number): void {
    if (!subscription) return;
    subscription.add(this.ground.time.schedule(() => subscription.unsubscribe(), duration));
    this.#loose.add(subscription);
  }

  /** A clock knows of a step only what it reads: everybody reads before and behind it. */
  #setClock(by: number): void {
    this.#isClockSet = true;
    this.#readAll();
    this.ground.time.set(by);
    this.#readAll();
  }

  #readAll(): void {
    const { breaker, limiter, budget } = this.#policies;
    void [breaker?.breaker.metrics, limiter?.limiter.state$.value, budget?.budget.state$.value];
  }

  #join(reaction: Reaction, duration: number): void {
    for (const watch of this.#watches) {
      const joined = watch.join((seen) => {
        if (seen === 2) this.#react(reaction, joined);
      });
      this.#keep(joined, duration);
    }
  }

  #react(reaction: Reaction, joined: Subscription): void {
    const { breaker } = this.#policies;
    if (reaction === 'leave') joined.unsubscribe();
    else if (reaction === 'reset') breaker?.reset();
    else if (reaction === 'isolate') this.#keep(breaker?.isolate(), 20);
    else if (reaction === 'call') this.begin({ answers: [{ delay: 3, values: 1, gap: 0, end: 'complete' }] });
  }
}
