import { CLOSED, nextCircuit, type Circuit, type CircuitEvent, type CircuitRules } from '../../src/policies/circuit-state.js';

const RULES: CircuitRules = {
  openDuration: 100,
  successThreshold: 2,
  retryAfter: 'respect',
  maxRetryAfter: 1_000,
  openJitter: 0,
  random: () => 0.5,
};
const boom = new Error('boom');

const OPEN: Circuit = { status: 'open', openedAt: 10, retryAt: 110, openings: 3, error: boom };
const HALF_OPEN: Circuit = { status: 'half-open', since: 110, openings: 3, successes: 0 };
const HALF_CLOSED: Circuit = { ...HALF_OPEN, successes: 1 };

const failed: CircuitEvent = { type: 'failed', error: boom };
const succeeded: CircuitEvent = { type: 'probe-succeeded' };
const passed: CircuitEvent = { type: 'time-passed' };

describe('nextCircuit', () => {
  const table: readonly [from: Circuit, event: CircuitEvent, now: number, to: Circuit, because: string][] = [
    [CLOSED, failed, 7, { status: 'open', openedAt: 7, retryAt: 107, openings: 1, error: boom }, 'too many calls have failed'],
    [CLOSED, succeeded, 7, CLOSED, 'there are no probes'],
    [CLOSED, passed, 7, CLOSED, 'nothing waits for a time'],
    [OPEN, failed, 50, OPEN, 'it can’t be more open'],
    [OPEN, succeeded, 50, OPEN, 'there are no probes yet'],
    [OPEN, passed, 109, OPEN, 'it is a millisecond too early'],
    [OPEN, passed, 110, HALF_OPEN, 'retryAt is reached'],
    [OPEN, passed, 5000, HALF_OPEN, 'it is dated when it was due'],
    [HALF_OPEN, failed, 200, { status: 'open', openedAt: 200, retryAt: 300, openings: 4, error: boom }, 'the first failed probe reopens'],
    [HALF_CLOSED, failed, 200, { status: 'open', openedAt: 200, retryAt: 300, openings: 4, error: boom }, 'successes don’t outweigh it'],
    [HALF_OPEN, succeeded, 200, HALF_CLOSED, 'one success of two'],
    [HALF_CLOSED, succeeded, 200, CLOSED, 'the second success closes'],
    [HALF_OPEN, passed, 5000, HALF_OPEN, 'it waits for a probe, however long'],
  ];

  for (const [from, event, now, to, because] of table) {
    const name = 'successes' in from ? `${from.status} with ${from.successes} successes` : from.status;
    it(`leads from ${name} by ${event.type} at ${now} to ${to.status}: ${because}`, () => {
      expect(nextCircuit(from, event, now, RULES)).toEqual(to);
    });
  }

  it('returns the same object where nothing changes', () => {
    expect(nextCircuit(OPEN, passed, 109, RULES)).toBe(OPEN);
    expect(nextCircuit(HALF_OPEN, passed, 109, RULES)).toBe(HALF_OPEN);
    expect(nextCircuit(CLOSED, succeeded, 109, RULES)).toBe(CLOSED);
  });

  it('changes no state that it is given', () => {
    const frozen = [CLOSED, OPEN, HALF_OPEN].map((circuit) => Object.freeze({ ...circuit }));
    expect(() => {
      for (const circuit of frozen) for (const event of [failed, succeeded, passed]) nextCircuit(circuit, event, 500, RULES);
    }).not.toThrow();
  });

  it('asks a function for the duration, with the number of the opening and the error', () => {
    const asked: unknown[][] = [];
    const rules = { ...RULES, openDuration: (...args: unknown[]) => asked.push(args) * 1000 };
    expect(nextCircuit(CLOSED, failed, 0, rules)).toEqual({ status: 'open', openedAt: 0, retryAt: 1000, openings: 1, error: boom });
    expect(nextCircuit(HALF_OPEN, failed, 0, rules)).toEqual({ status: 'open', openedAt: 0, retryAt: 2000, openings: 4, error: boom });
    expect(asked).toEqual([
      [1, boom],
      [4, boom],
    ]);
  });

  it('stays open for ever with an infinite duration', () => {
    const circuit = nextCircuit(CLOSED, failed, 5, { ...RULES, openDuration: Infinity });
    expect(nextCircuit(circuit, passed, Number.MAX_VALUE, RULES)).toBe(circuit);
  });

  it('is due at once with a duration of 0', () => {
    const circuit = nextCircuit(CLOSED, failed, 5, { ...RULES, openDuration: 0 });
    expect(nextCircuit(circuit, passed, 5, RULES).status).toBe('half-open');
  });

  for (const duration of [NaN, -1, undefined as unknown as number, 'soon' as unknown as number]) {
    it(`refuses a function that returns ${String(duration)}`, () => {
      expect(() => nextCircuit(CLOSED, failed, 0, { ...RULES, openDuration: () => duration })).toThrowError(
        RangeError,
        /^openDuration must/,
      );
    });
  }
});
