import fc from 'fast-check';
import { CountWindow } from '../../src/policies/count-window.js';
import { TimeWindow } from '../../src/policies/time-window.js';

interface Outcome {
  readonly isFailure: boolean;
  readonly isSlow: boolean;
  readonly at: number;
}

/** What a window has to say, from a list of all calls. */
function tally(outcomes: readonly Outcome[]): readonly number[] {
  const count = (isMeant: (outcome: Outcome) => boolean): number => outcomes.filter(isMeant).length;
  return [outcomes.length, count(({ isFailure }) => isFailure), count(({ isSlow }) => isSlow)];
}

const read = ({ calls, failures, slow }: CountWindow | TimeWindow): readonly number[] => [calls, failures, slow];

const anyOutcome = fc.record({ isFailure: fc.boolean(), isSlow: fc.boolean(), after: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 })) });
const anySize = fc.integer({ min: 1, max: 30 });
const anyStep = fc.oneof(
  { weight: 12, arbitrary: anyOutcome.map((outcome) => ({ type: 'outcome' as const, ...outcome })) },
  { weight: 2, arbitrary: fc.nat({ max: 60 }).map((time) => ({ type: 'wait' as const, time })) },
  { weight: 1, arbitrary: anySize.map((size) => ({ type: 'resize' as const, size })) },
  { weight: 1, arbitrary: fc.constant({ type: 'clear' as const }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** Plays a history on a window and on a list of all calls. */
function compare(steps: readonly Step[], size: number, create: (size: number) => CountWindow | TimeWindow, keeps: Keeps): void {
  const window = create(size);
  let [all, now]: [Outcome[], number] = [[], 0];
  for (const step of steps) {
    if (step.type === 'outcome') {
      now += step.after;
      all.push({ ...step, at: now });
      window.record(step.isFailure, step.isSlow, now);
    } else if (step.type === 'wait') now += step.time;
    else if (step.type === 'clear') {
      all = [];
      window.clear();
    } else {
      all = keeps(all, size, now);
      size = step.size;
      window.resize(size);
    }
    window.expire(now);
    const expected = tally(keeps(all, size, now));
    if (read(window).join() !== expected.join()) throw new Error(`${read(window).join()} instead of ${expected.join()}`);
  }
}

type Keeps = (all: readonly Outcome[], size: number, now: number) => Outcome[];
const newest: Keeps = (all, size) => all.slice(-size);
const younger: Keeps = (all, size, now) => all.filter(({ at }) => now - at < size);

describe('CountWindow', () => {
  it('agrees with a list of all calls over 10,000 random histories', () => {
    const history = fc.property(fc.array(anyStep, { maxLength: 60, size: 'large' }), anySize, (steps, size) =>
      compare(steps, size, (calls) => new CountWindow(calls), newest),
    );
    expect(() => fc.assert(history, { numRuns: 10_000 })).not.toThrow();
  });

  it('grows only as far as there have been calls', () => {
    const window = new CountWindow(1_000_000);
    for (let call = 1; call <= 1000; call++) window.record(call % 2 === 0, call % 4 === 0, call);
    expect(read(window)).toEqual([1000, 500, 250]);
  });

  it('knows when the newest outcome came', () => {
    const window = new CountWindow(2);
    expect(window.lastAt).toBe(-Infinity);
    window.record(true, false, 7);
    expect(window.lastAt).toBe(7);
    window.clear();
    expect(window.lastAt).toBe(-Infinity);
  });
});

describe('TimeWindow', () => {
  it('agrees with a list of all calls over 10,000 random histories', () => {
    const history = fc.property(fc.array(anyStep, { maxLength: 60, size: 'large' }), anySize, (steps, size) =>
      compare(steps, size, (duration) => new TimeWindow(duration), younger),
    );
    expect(() => fc.assert(history, { numRuns: 10_000 })).not.toThrow();
  });

  it('drops an outcome that is exactly as old as the window is long, and not before', () => {
    const window = new TimeWindow(100);
    window.record(true, true, 5);
    window.expire(104.5);
    expect(read(window)).toEqual([1, 1, 1]);
    window.expire(105);
    expect(read(window)).toEqual([0, 0, 0]);
  });

  it('does so of a long window, too, while it holds few', () => {
    const window = new TimeWindow(3_600_000);
    for (const at of [0, 100]) window.record(true, true, at);
    window.expire(3_600_000);
    expect(read(window)).toEqual([1, 1, 1]);
    window.expire(3_600_100);
    expect(read(window)).toEqual([0, 0, 0]);
  });

  it('is empty after a long idle time', () => {
    const window = new TimeWindow(1000);
    for (let at = 0; at < 500; at++) window.record(true, false, at);
    window.expire(1e12);
    expect(read(window)).toEqual([0, 0, 0]);
    window.record(false, false, 1e12);
    expect(read(window)).toEqual([1, 0, 0]);
  });

  it('lets no outcome stay too long, and none go more than 1/4,096 too early, however many there are', () => {
    const duration = 100_000;
    const window = new TimeWindow(duration);
    const grain = duration / 4096;
    for (let at = 0; at <= 350_000; at++) {
      window.record(at % 3 === 0, false, at);
      if (at % 1009 !== 0 || at < duration) continue;
      expect(window.calls).toBeLessThanOrEqual(duration);
      expect(window.calls).toBeGreaterThanOrEqual(duration - grain - 1);
    }
  });

  it('holds millions of outcomes in constant memory: those of a moment share an entry', () => {
    const window = new TimeWindow(1000);
    for (let call = 0; call < 1_000_000; call++) window.record(call % 2 === 0, false, Math.floor(call / 100_000));
    expect(read(window)).toEqual([1_000_000, 500_000, 0]);
  });
});
