import fc from 'fast-check';
import { defer, Subject, type Subscription } from 'rxjs';
import { circuitBreaker, CircuitBreaker, waitForClosed } from '../../src/index.js';
import { manualTime } from '../policies/circuit-time.js';

type Step =
  | { readonly do: 'enter'; readonly isGuarded: boolean; readonly isInstant: boolean; readonly max: number }
  | { readonly do: 'leave' | 'answer' | 'fail' | 'complete'; readonly who: number }
  | { readonly do: 'pass'; readonly duration: number }
  | { readonly do: 'break' | 'isolate' | 'lift' | 'reset' | 'steal' | 'give back' | 'jump' };

const who = fc.nat(30);
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('enter' as const), isGuarded: fc.boolean(), isInstant: fc.boolean(), max: fc.constantFrom(Infinity, Infinity, 0, 700) }) }, // prettier-ignore
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'answer' as const, 'fail' as const, 'complete' as const), who }) }, // prettier-ignore
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), duration: fc.constantFrom(1, 500, 1000, 10_000) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('break', 'isolate', 'lift', 'reset', 'steal', 'give back', 'jump') }) },
  ),
  { maxLength: 60 },
);

type Stage = 'waiting' | 'running' | 'answered' | 'over';

/** A breaker with those who wait at it, and what has been seen of them. */
function createWorld() {
  const time = manualTime();
  const { scheduler } = time;
  const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 2, openDuration: 1000, probeTimeout: 30_000, scheduler });
  const callers: { stage: Stage; isInstant: boolean; answer: Subject<string>; subscription?: Subscription }[] = [];
  const isolations: Subscription[] = [];
  let stolen: ReturnType<CircuitBreaker['tryAcquire']>;
  let starts = 0;
  const faults: string[] = [];

  function start(index: number): Subject<string> {
    const caller = callers[index]!;
    if (caller.stage !== 'waiting') faults.push(`${index} started as ${caller.stage}`);
    const overtaken = callers.findIndex(({ stage }) => stage === 'waiting');
    if (overtaken < index) faults.push(`${index} overtook ${overtaken}`);
    caller.stage = 'running';
    starts++;
    return caller.answer;
  }

  function enter({ isGuarded, isInstant, max }: Step & { do: 'enter' }): void {
    const index = callers.length;
    const caller: (typeof callers)[number] = { stage: 'waiting', isInstant, answer: new Subject() };
    callers.push(caller);
    const source = defer(() => (isInstant ? (start(index), ['value']) : start(index)));
    const end = (): void => void (caller.stage = 'over');
    caller.subscription = (isGuarded ? source.pipe(circuitBreaker(breaker)) : source)
      .pipe(waitForClosed(breaker, { max, scheduler }))
      .subscribe({ next: () => (caller.stage = 'answered'), error: end, complete: end });
  }

  const act: { readonly [K in Step['do']]: (step: Step & { do: K }) => void } = {
    enter,
    leave: (step) => of(step, (caller) => leave(caller)),
    answer: (step) => of(step, ({ answer }) => answer.next('value')),
    fail: (step) => ofStarted(step, ({ answer }) => answer.error(new Error('down'))),
    complete: (step) => ofStarted(step, ({ answer }) => answer.complete()),
    pass: ({ duration }) => time.advance(duration),
    break: () => [1, 2].forEach(() => breaker.tryAcquire()?.failure()),
    isolate: () => void isolations.push(breaker.isolate()),
    lift: () => isolations.pop()?.unsubscribe(),
    reset: () => breaker.reset(),
    steal: () => void (stolen ??= breaker.tryAcquire()),
    'give back': () => {
      stolen?.release();
      stolen = undefined;
    },
    jump: () => time.jump(-3_600_000),
  };

  function of(step: { who: number }, work: (caller: (typeof callers)[number]) => void): void {
    const caller = callers[step.who % Math.max(callers.length, 1)];
    if (caller) work(caller);
  }
  /** One that has ended before its turn would end at once when it comes, and let the next go with it. */
  function ofStarted(step: { who: number }, work: (caller: (typeof callers)[number]) => void): void {
    of(step, (caller) => caller.stage !== 'waiting' && work(caller));
  }
  function leave(caller: (typeof callers)[number]): void {
    caller.subscription!.unsubscribe();
    caller.stage = 'over';
  }
  const waiting = (): number => callers.filter(({ stage }) => stage === 'waiting').length;

  return {
    time,
    breaker,
    callers,
    faults,
    waiting,
    starts: () => starts,
    take: (step: Step): void => (act[step.do] as (step: Step) => void)(step),
    heal: () => {
      act['give back']({ do: 'give back' });
      for (const isolation of isolations) isolation.unsubscribe();
    },
  };
}

/** How many may start by one step: each answer lets two go, every other event one; who answers at once is behind the service already. */
function most(step: Step): number {
  return step.do === 'answer' || step.do === 'complete' ? 2 : step.do === 'pass' ? Infinity : 1;
}

describe('23: those who wait for a circuit go first come, first served, and nobody is lost', () => {
  it('under random interleavings of entering, leaving, answering, failing, silence, time, isolating, resetting and wrong clocks', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const world = createWorld();
        const { callers, faults, time, waiting } = world;
        for (const step of list) {
          const [starts, instant] = [world.starts(), callers.filter(({ isInstant }) => isInstant).length];
          world.take(step);
          if (instant === 0 && world.starts() - starts > most(step)) faults.push(`${step.do} let ${world.starts() - starts} go`);
        }
        world.heal();
        for (let round = 0; round < 40 && waiting() > 0; round++) {
          for (const caller of callers) if (caller.stage !== 'waiting') caller.answer.complete();
          time.advance(waiting() > 0 ? 30_000 : 0);
        }
        expect(faults).toEqual([]);
        expect(waiting()).toBe(0);
        for (const { subscription } of callers) subscription!.unsubscribe();
        world.breaker.reset();
        expect([world.breaker.idle, time.timers]).toEqual([true, 0]);
      }),
      { numRuns: 1000 },
    );
  });
});
