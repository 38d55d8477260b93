import { mergeAll, of, Subject, take, throwError, type Observable } from 'rxjs';
import {
  circuitBreaker,
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitBreakerState,
  type CircuitPermit,
} from '../../src/index.js';
import { manualTime, type ManualTime } from '../policies/circuit-time.js';

interface Rig {
  readonly breaker: CircuitBreaker;
  readonly time: ManualTime;
}

/** What would open at any slow call or failure. */
const rates: CircuitBreakerOptions = { failureRate: 0.01, slowCallRate: 0.01, slowCallDuration: 500, minimumCalls: 1 };

function create(options: CircuitBreakerOptions = {}): Rig {
  const time = manualTime();
  return {
    time,
    breaker: new CircuitBreaker({
      failureThreshold: 1,
      openDuration: 100,
      probeTimeout: 50,
      halfOpenCalls: 2,
      scheduler: time.scheduler,
      ...options,
    }),
  };
}

function acquire({ breaker }: Rig): CircuitPermit {
  const permit = breaker.tryAcquire();
  if (!permit) throw new Error('The breaker admits nothing.');
  return permit;
}

/** From closed to the state that is named. */
function open(rig: Rig): void {
  acquire(rig).failure();
}
function halfOpen(rig: Rig): void {
  open(rig);
  rig.time.advance(100);
}
function closedAgain(rig: Rig): void {
  halfOpen(rig);
  acquire(rig).success();
}

describe('6: late outcomes are fenced', () => {
  type End = (permit: CircuitPermit) => void;
  const [failure, success, release]: End[] = [(permit) => permit.failure(), (permit) => permit.success(), (permit) => permit.release()];
  type Status = CircuitBreakerState['status'];

  const table: readonly [what: string, move: (rig: Rig) => void, end: End | undefined, to: Status][] = [
    ['a failure of a call admitted while closed doesn’t reopen a half-open circuit', halfOpen, failure, 'half-open'],
    ['a success of a call admitted while closed doesn’t close a half-open circuit', halfOpen, success, 'half-open'],
    ['a success of a call admitted while closed doesn’t close an open circuit', open, success, 'open'],
    ['a failure of a call admitted while closed doesn’t prolong an open circuit', open, failure, 'open'],
    ['a failure of a call admitted before an opening doesn’t open the circuit that has closed since', closedAgain, failure, 'closed'],
    ['a failure of a call admitted before reset() doesn’t open', ({ breaker }) => breaker.reset(), failure, 'closed'],
    ['a failure of a call admitted before isolate() doesn’t open', ({ breaker }) => breaker.isolate().unsubscribe(), failure, 'closed'],
    ['a failure of a call admitted before bypass() doesn’t open', ({ breaker }) => breaker.bypass().unsubscribe(), failure, 'closed'],
    ['a call given back late takes no probe’s place away', halfOpen, release, 'half-open'],
  ];

  for (const [what, move, end, to] of table) {
    for (const options of [{}, rates])
      it(`${what}${'failureRate' in options ? ', with rates' : ''}`, () => {
        const rig = create(options);
        const late = acquire(rig);
        move(rig);
        const before = rig.breaker.state$.value;
        end?.(late);
        expect(rig.breaker.state$.value).toEqual(before);
        expect(before.status).toBe(to);
        expect(rig.breaker.metrics.ignored).toBe(1);
      });
  }

  for (const [what, move, , to] of table) {
    it(`and one that becomes slow late is as late as its outcome: ${what}`, () => {
      const rig = create({ ...rates, slowCallDuration: 120, probeTimeout: 1000 });
      const late = acquire(rig);
      move(rig);
      rig.time.advance(150);
      expect(rig.breaker.state$.value.status).toBe(to === 'open' ? 'half-open' : to);
      expect([rig.breaker.metrics.slow, rig.breaker.metrics.slowRate]).toEqual([1, 0]);
      late.failure();
      expect(rig.breaker.metrics.slowRate).toBe(0);
      expect(rig.breaker.metrics.ignored).toBe(1);
    });
  }

  it('a success of a probe whose sister has failed doesn’t close the circuit, nor does one of an earlier half-open time', () => {
    const rig = create();
    halfOpen(rig);
    const [late, sister] = [acquire(rig), acquire(rig)];
    sister.failure();
    rig.time.advance(100);
    expect(rig.breaker.state$.value.status).toBe('half-open');
    late.answered();
    late.success();
    expect(rig.breaker.state$.value.status).toBe('half-open');
    expect(rig.breaker.metrics.ignored).toBe(1);
  });

  it('a failure of a probe whose sister has closed the circuit doesn’t open it', () => {
    const rig = create();
    halfOpen(rig);
    const [late, sister] = [acquire(rig), acquire(rig)];
    sister.success();
    late.failure();
    expect(rig.breaker.state$.value.status).toBe('closed');
  });

  it('a late call doesn’t stand in a probe’s way', () => {
    const rig = create();
    acquire(rig);
    acquire(rig);
    halfOpen(rig);
    expect([rig.breaker.tryAcquire(), rig.breaker.tryAcquire(), rig.breaker.tryAcquire()].map(Boolean)).toEqual([true, true, false]);
  });

  it('through the operator as well, where the caller gets its value or error all the same', () => {
    for (const answer of [of('value'), throwError(() => new Error('boom'))] as Observable<string>[]) {
      const rig = create();
      const go = new Subject<Observable<string>>();
      const log: unknown[] = [];
      const late = go.pipe(take(1), mergeAll(), circuitBreaker(rig.breaker));
      late.subscribe({ next: (value) => log.push(value), error: (error: unknown) => log.push(error) });
      halfOpen(rig);
      go.next(answer);
      expect(log.length).toBe(1);
      expect(rig.breaker.state$.value.status).toBe('half-open');
    }
  });
});
