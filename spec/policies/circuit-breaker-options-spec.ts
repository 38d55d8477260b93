import { CircuitBreaker, type CircuitBreakerOptions } from '../../src/index.js';
import { circuitBreakerSettings } from '../../src/policies/circuit-breaker-options.js';

const bad = <T>(value: unknown): T => value as T;

describe('CircuitBreakerOptions', () => {
  const refused: readonly [option: string, options: CircuitBreakerOptions, message: string][] = [
    ['failureThreshold', { failureThreshold: 0 }, 'failureThreshold must be a whole number from 1, or Infinity, but was 0.'],
    ['failureThreshold', { failureThreshold: 1.5 }, 'failureThreshold must be a whole number from 1, or Infinity, but was 1.5.'],
    ['failureThreshold', { failureThreshold: NaN }, 'failureThreshold must be a whole number from 1, or Infinity, but was NaN.'],
    ['failureThreshold', { failureThreshold: bad('5') }, 'failureThreshold must be a whole number from 1, or Infinity, but was "5".'],
    ['failureThreshold', { failureThreshold: bad(null) }, 'failureThreshold must be a whole number from 1, or Infinity, but was null.'],
    ['openDuration', { openDuration: -1 }, 'openDuration must be a number of milliseconds from 0 to Infinity, but was -1.'],
    ['openDuration', { openDuration: NaN }, 'openDuration must be a number of milliseconds from 0 to Infinity, but was NaN.'],
    ['openDuration', { openDuration: bad('1s') }, 'openDuration must be a number of milliseconds from 0 to Infinity, but was "1s".'],
    ['halfOpenCalls', { halfOpenCalls: 0 }, 'halfOpenCalls must be a whole number from 1, or Infinity, but was 0.'],
    ['halfOpenCalls', { halfOpenCalls: -Infinity }, 'halfOpenCalls must be a whole number from 1, or Infinity, but was -Infinity.'],
    ['successThreshold', { successThreshold: 0 }, 'successThreshold must be a whole number from 1, or Infinity, but was 0.'],
    ['probeTimeout', { probeTimeout: 0 }, 'probeTimeout must be a number of milliseconds above 0, or Infinity, but was 0.'],
    ['probeTimeout', { probeTimeout: NaN }, 'probeTimeout must be a number of milliseconds above 0, or Infinity, but was NaN.'],
    ['failureRate', { failureRate: 0 }, 'failureRate must be a number above 0 and at most 1, but was 0.'],
    ['failureRate', { failureRate: 1.1 }, 'failureRate must be a number above 0 and at most 1, but was 1.1.'],
    ['failureRate', { failureRate: NaN }, 'failureRate must be a number above 0 and at most 1, but was NaN.'],
    ['failureRate', { failureRate: bad('0.5') }, 'failureRate must be a number above 0 and at most 1, but was "0.5".'],
    [
      'slowCallRate',
      { slowCallRate: 0.5 },
      'slowCallRate must be given together with slowCallDuration, which says what is slow, but was 0.5.',
    ],
    ['slowCallDuration', { slowCallDuration: 0 }, 'slowCallDuration must be a number of milliseconds above 0, or Infinity, but was 0.'],
    ['window', { window: bad({}) }, 'window must be either { calls } or { duration }, but was an object.'],
    ['window', { window: bad({ calls: 5, duration: 5 }) }, 'window must be either { calls } or { duration }, but was an object.'],
    ['window', { window: bad(10) }, 'window must be either { calls } or { duration }, but was 10.'],
    ['window.calls', { window: { calls: 0 } }, 'window.calls must be a whole number from 1 to 1_000_000, but was 0.'],
    ['window.calls', { window: { calls: Infinity } }, 'window.calls must be a whole number from 1 to 1_000_000, but was Infinity.'],
    [
      'window.duration',
      { window: { duration: Infinity } },
      'window.duration must be a finite number of milliseconds above 0, but was Infinity.',
    ],
    ['minimumCalls', { minimumCalls: 0 }, 'minimumCalls must be a whole number from 1, or Infinity, but was 0.'],
    ['minimumCalls', { minimumCalls: 101 }, 'minimumCalls must be at most window.calls (100): the window never holds more, but was 101.'],
    ['retryAfter', { retryAfter: bad('maybe') }, 'retryAfter must be one of "respect", "ignore", but was "maybe".'],
    ['maxRetryAfter', { maxRetryAfter: -1 }, 'maxRetryAfter must be a number of milliseconds from 0 to Infinity, but was -1.'],
    ['openJitter', { openJitter: 1.5 }, 'openJitter must be a number from 0 to 1, but was 1.5.'],
    ['openJitter', { openJitter: bad('0.5') }, 'openJitter must be a number from 0 to 1, but was "0.5".'],
    ['rampUp', { rampUp: bad(null) }, 'rampUp must be { duration, steps }, but was null.'],
    [
      'rampUp.duration',
      { rampUp: { duration: 0, steps: 1 } },
      'rampUp.duration must be a finite number of milliseconds above 0, but was 0.',
    ],
    ['rampUp.steps', { rampUp: { duration: 1, steps: 0 } }, 'rampUp.steps must be a whole number from 1, but was 0.'],
    ['random', { random: bad(0.5) }, 'random must be a function, but was 0.5.'],
    ['isFailure', { isFailure: bad(true) }, 'isFailure must be a function, but was true.'],
  ];

  for (const [option, options, message] of refused) {
    const value = JSON.stringify(Object.values(options)[0], (_, part: unknown) => (typeof part === 'number' ? String(part) : part));
    it(`refuses ${option}: ${value} at creation`, () => {
      expect(() => new CircuitBreaker(options)).toThrowError(RangeError, message);
    });

    it(`refuses ${option}: ${value} at update, and keeps what was`, () => {
      const breaker = new CircuitBreaker({ failureThreshold: 1 });
      expect(() => breaker.update({ successThreshold: 7, ...options })).toThrowError(RangeError, message);
      breaker.tryAcquire()?.failure();
      expect(breaker.state$.value.status).toBe('open');
    });
  }

  it('has the documented defaults', () => {
    const { isFailure, scheduler, random, ...rest } = circuitBreakerSettings({});
    expect(random()).toBeLessThan(1);
    expect(rest).toEqual({
      name: 'circuit-breaker',
      failureThreshold: 5,
      failureRate: undefined,
      slowCallRate: undefined,
      slowCallDuration: Infinity,
      window: { calls: 100 },
      minimumCalls: 10,
      rampUp: undefined,
      openDuration: 30_000,
      retryAfter: 'respect',
      maxRetryAfter: 300_000,
      openJitter: 0,
      halfOpenCalls: 1,
      successThreshold: 1,
      probeTimeout: 60_000,
      stackTraces: false,
    });
    expect([isFailure(new Error('any')), isFailure(new DOMException('', 'AbortError'))]).toEqual([true, false]);
    expect(Math.abs(scheduler.now() - Date.now())).toBeLessThan(10_000);
  });

  it('keeps the default where undefined is given explicitly', () => {
    const none = {
      name: undefined,
      failureThreshold: undefined,
      failureRate: undefined,
      slowCallRate: undefined,
      slowCallDuration: undefined,
      window: undefined,
      minimumCalls: undefined,
      rampUp: undefined,
      openDuration: undefined,
      retryAfter: undefined,
      maxRetryAfter: undefined,
      openJitter: undefined,
      initialState: undefined,
      random: undefined,
      halfOpenCalls: undefined,
      successThreshold: undefined,
      probeTimeout: undefined,
      isFailure: undefined,
      scheduler: undefined,
    };
    expect(circuitBreakerSettings(none)).toEqual(circuitBreakerSettings({}));
    expect(new CircuitBreaker(none).name).toBe('circuit-breaker');
  });

  it('takes Infinity wherever it means never', () => {
    const never = {
      failureThreshold: Infinity,
      openDuration: Infinity,
      halfOpenCalls: Infinity,
      successThreshold: Infinity,
      probeTimeout: Infinity,
    };
    expect(() => new CircuitBreaker(never)).not.toThrow();
  });
});
