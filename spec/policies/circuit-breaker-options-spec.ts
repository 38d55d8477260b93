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
    ['isFailure', { isFailure: bad(true) }, 'isFailure must be a function, but was true.'],
  ];

  for (const [option, options, message] of refused) {
    const value = String(Object.values(options)[0]);
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
    const { isFailure, scheduler, ...rest } = circuitBreakerSettings({});
    expect(rest).toEqual({
      name: 'circuit-breaker',
      failureThreshold: 5,
      openDuration: 30_000,
      halfOpenCalls: 1,
      successThreshold: 1,
      probeTimeout: 60_000,
    });
    expect([isFailure(new Error('any')), isFailure(new DOMException('', 'AbortError'))]).toEqual([true, false]);
    expect(Math.abs(scheduler.now() - Date.now())).toBeLessThan(10_000);
  });

  it('keeps the default where undefined is given explicitly', () => {
    const none = {
      name: undefined,
      failureThreshold: undefined,
      openDuration: undefined,
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
