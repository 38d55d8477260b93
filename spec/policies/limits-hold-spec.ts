import fc from 'fast-check';
import { VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { SlidingWindow, TokenBucket, type RateLimiter } from '../../src/index.js';

/** What may happen to a limiter: a call comes, or one that waits leaves, the wall clock is set, or its limits change. */
interface Step {
  readonly wait: number;
  readonly type: 'take' | 'tryTake' | 'leave' | 'pause' | 'jump' | 'update';
  readonly cost: number;
  readonly pick: number;
  readonly jump: number;
  /** New limits: a rate or a length, and a size. */
  readonly pace: number;
  readonly size: number;
}

const steps = fc.array(
  fc.record<Step>({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15 })),
    type: fc.constantFrom('take', 'take', 'take', 'tryTake', 'leave', 'pause', 'jump', 'update'),
    cost: fc.integer({ min: 1, max: 4 }),
    pick: fc.nat(),
    jump: fc.integer({ min: -2_000, max: 60 }),
    pace: fc.integer({ min: 1, max: 40 }),
    size: fc.integer({ min: 4, max: 9 }),
  }),
  { maxLength: 60, size: 'large' },
);
const rules = fc.record({ pace: fc.integer({ min: 1, max: 40 }), size: fc.integer({ min: 4, max: 9 }) });

interface Grant {
  /** On the scheduler's clock: the sum of its forward steps. */
  readonly at: number;
  readonly cost: number;
}

/** Limits, since when they hold. */
interface Rules {
  readonly at: number;
  readonly pace: number;
  readonly size: number;
}

/** Plays a history to its end, and tells all grants and all limits. */
function play(
  list: readonly Step[],
  first: { pace: number; size: number },
  create: (rules: { pace: number; size: number; scheduler: SchedulerLike }) => RateLimiter,
  update: (limiter: RateLimiter, rules: { pace: number; size: number }) => void,
): { readonly grants: readonly Grant[]; readonly rules: readonly Rules[]; readonly queued: number } {
  const virtual = new VirtualTimeScheduler();
  let [offset, last, elapsed] = [0, 0, 0];
  const now = (): number => virtual.now() + offset;
  const moved = (): number => {
    elapsed += Math.max(0, now() - last);
    last = now();
    return elapsed;
  };
  const limiter = create({ ...first, scheduler: { now, schedule: virtual.schedule.bind(virtual) } });
  const grants: Grant[] = [];
  const inForce: Rules[] = [{ at: 0, ...first }];
  const waiting: Subscription[] = [];
  const act = ({ type, cost, pick, jump, pace, size }: Step): void => {
    const grant = (): void => void grants.push({ at: moved(), cost });
    const inLine = waiting.filter(({ closed }) => !closed);
    if (type === 'take') waiting.push(limiter.take(cost).subscribe(grant));
    if (type === 'tryTake' && limiter.tryTake(cost)) grant();
    if (type === 'leave' && inLine.length > 0) inLine[pick % inLine.length]!.unsubscribe();
    if (type === 'pause') limiter.pause(cost * 5);
    if (type === 'jump') {
      moved();
      // the limiter's clock reads what the spec's does: else a step forward and back again is none for the one that didn't look
      void limiter.state$.value;
      offset += jump;
      void limiter.state$.value;
      moved();
    }
    if (type !== 'update') return;
    inForce.push({ at: moved(), pace, size });
    update(limiter, { pace, size });
  };
  let time = 0;
  for (const step of list) virtual.schedule(() => act(step), (time += step.wait));
  virtual.flush();
  return { grants, rules: inForce, queued: limiter.metrics.queued };
}

describe('A limit, judged on the scheduler’s clock by a list of all grants, over random arrivals, costs, leaving, clocks and updates', () => {
  it('of a TokenBucket holds: no interval sees more than the capacity at its beginning and what flows in', () => {
    fc.assert(
      fc.property(steps, rules, (list, first) => {
        const history = play(
          list,
          first,
          ({ pace, size, scheduler }) => new TokenBucket({ capacity: size, refillPerSecond: pace * 25, scheduler }),
          (bucket, { pace, size }) => (bucket as TokenBucket).update({ capacity: size, refillPerSecond: pace * 25 }),
        );
        const flowsIn = (from: number, to: number): number =>
          history.rules.reduce((sum, { at, pace }, index) => {
            const until = Math.min(history.rules[index + 1]?.at ?? Infinity, to);
            return sum + (Math.max(0, until - Math.max(at, from)) * pace * 25) / 1000;
          }, 0);
        history.grants.forEach(({ at: from }, index) => {
          // where limits change in that millisecond, the grant may be from before
          const capacity = Math.max(
            ...history.rules
              .filter(({ at }, rule) => at <= from && (history.rules[rule + 1]?.at ?? Infinity) >= from)
              .map(({ size }) => size),
          );
          let spent = 0;
          for (const { at, cost } of history.grants.slice(index)) {
            spent += cost;
            if (spent > capacity + flowsIn(from, at) + 1e-9) throw new Error(`${spent} between ${from} and ${at}`);
          }
        });
        expect(history.queued).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a SlidingWindow holds: no half-open interval of its length holds more, as far as it is to remember', () => {
    fc.assert(
      fc.property(steps, rules, (list, first) => {
        const history = play(
          list,
          first,
          ({ pace, size, scheduler }) => new SlidingWindow({ limit: size, window: pace, scheduler }),
          (window, { pace, size }) => (window as SlidingWindow).update({ limit: size, window: pace }),
        );
        history.rules.forEach(({ at: from, pace, size }, index) => {
          const until = history.rules[index + 1]?.at ?? Infinity;
          // what an earlier, shorter window has let go of is forgotten for good
          const isForgotten = ({ at }: Grant): boolean =>
            history.rules.slice(0, index).some((earlier, rule) => history.rules[rule + 1]!.at - at >= earlier.pace);
          const known = history.grants.filter((grant) => !isForgotten(grant));
          for (const { at: end } of known.filter(({ at }) => at > from && at < until)) {
            const used = known.filter(({ at }) => at <= end && end - at < pace).reduce((sum, { cost }) => sum + cost, 0);
            if (used > size) throw new Error(`${used} of ${size} within ${pace} until ${end}`);
          }
        });
        expect(history.queued).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
