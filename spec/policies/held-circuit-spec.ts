import { CLOSED, type Circuit } from '../../src/policies/circuit-state.js';
import { HeldCircuit, type EraChange } from '../../src/policies/held-circuit.js';
import { createClock } from '../../src/time/clock.js';
import { manualTime } from './circuit-time.js';

const OPEN: Circuit = { status: 'open', openedAt: 10, retryAt: 110, openings: 1 };
const HALF_OPEN: Circuit = { status: 'half-open', since: 110, openings: 1, successes: 0 };
const fault = new TypeError('not today');
const throwing = (): never => {
  throw fault;
};

function create(circuit: Circuit, rules = {}) {
  const time = manualTime();
  const eras: EraChange[] = [];
  const held = new HeldCircuit(
    circuit,
    createClock(time.scheduler),
    () => ({
      openDuration: 100,
      successThreshold: 1,
      retryAfter: 'respect',
      maxRetryAfter: 1000,
      openJitter: 0,
      random: () => 0,
      ...rules,
    }),
    (change) => eras.push(change),
  );
  return { time, eras, held };
}

describe('HeldCircuit', () => {
  type Act = (held: HeldCircuit) => void;
  const fail: Act = (held) => held.apply({ type: 'failed' }, 200);
  const succeed: Act = (held) => held.apply({ type: 'probe-succeeded' }, 200);
  const pass: Act = (held) => held.apply({ type: 'time-passed' }, 200);
  const isolate: Act = (held) => held.hold('isolated', 1);
  const bypass: Act = (held) => held.hold('bypassed', 1);
  const reset: Act = (held) => held.reset();

  const held: EraChange = { isNewStatus: true, isReset: false };
  const table: readonly [from: Circuit, name: string, acts: Act[], to: string, eras: EraChange[], because: string][] = [
    [CLOSED, 'fail', [fail], 'open', [{ isNewStatus: true, recoveredAt: undefined }], 'a new status is a new era'],
    [CLOSED, 'succeed', [succeed], 'closed', [], 'nothing has changed'],
    [OPEN, 'pass', [pass], 'half-open', [{ isNewStatus: true, recoveredAt: undefined }], 'its time is over'],
    [HALF_OPEN, 'fail', [fail], 'open', [{ isNewStatus: true, recoveredAt: undefined }], 'it hasn’t recovered'],
    [HALF_OPEN, 'succeed', [succeed], 'closed', [{ isNewStatus: true, recoveredAt: 200 }], 'probes have closed it'],
    [HALF_OPEN, 'reset', [reset], 'closed', [{ isNewStatus: true, isReset: true }], 'somebody has closed it, not a probe'],
    [CLOSED, 'reset', [reset], 'closed', [{ isNewStatus: false, isReset: true }], 'calls that run come too late'],
    [OPEN, 'isolate', [isolate], 'isolated', [held], 'somebody holds it'],
    [CLOSED, 'isolate twice', [isolate, isolate], 'isolated', [held], 'the second changes nothing'],
    [CLOSED, 'isolate, bypass', [isolate, bypass], 'isolated', [held], 'isolating wins'],
    [CLOSED, 'isolate, reset', [isolate, reset], 'isolated', [held, { isNewStatus: false, isReset: true }], 'it stays held'],
  ];
  for (const [from, name, acts, to, expected, because] of table) {
    it(`goes from ${from.status} by ${name} to ${to}: ${because}`, () => {
      const { held, eras } = create(from);
      for (const act of acts) act(held);
      expect([held.status, held.state.status, eras]).toEqual([to as never, to as never, expected]);
    });
  }

  it('is closed behind a hold, whatever it was', () => {
    const { held } = create(OPEN);
    held.hold('bypassed', 1);
    held.hold('bypassed', -1);
    expect([held.state, held.opening, held.probedFrom, held.toJSON()]).toEqual([CLOSED, undefined, undefined, CLOSED] as never);
  });

  it('tells from when on it can be probed', () => {
    expect([CLOSED, OPEN, HALF_OPEN].map((circuit) => create(circuit).held.probedFrom)).toEqual([undefined, 110, 110]);
  });

  it('shows the same object as long as nothing has changed, and another once the clock is set back', () => {
    const { held, time } = create(OPEN);
    const before = held.state;
    expect(held.state).toBe(before);
    time.jump(500);
    expect(held.state).toBe(before);
  });

  const faults: readonly [name: string, rules: object, duration: number][] = [
    ['openDuration', { openDuration: throwing, openJitter: 0.5 }, 30_000],
    ['random', { openDuration: 600_000, openJitter: 0.5, random: throwing }, 600_000],
    ['random beside a function', { openDuration: () => 600_000, openJitter: 0.5, random: throwing }, 30_000],
  ];
  for (const [name, rules, duration] of faults) {
    it(`opens for ${duration} ms where a faulty ${name} throws, tells of it, and throws it on`, () => {
      const { held, eras } = create(CLOSED, rules);
      expect(() => held.apply({ type: 'failed' }, 200)).toThrow(fault);
      expect(held.opening).toEqual(jasmine.objectContaining({ openedAt: 200, retryAt: 200 + duration }));
      expect(eras.length).toBe(1);
    });
  }

  it('still obeys a server’s hint where random is faulty', () => {
    const { held } = create(CLOSED, { openDuration: 5, openJitter: 0.5, random: throwing });
    expect(() => held.apply({ type: 'failed', error: { status: 503, retryAfter: 700 } }, 200)).toThrow(fault);
    expect(held.opening?.retryAt).toBe(900);
  });
});
