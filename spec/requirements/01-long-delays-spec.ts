import { asyncScheduler, defer, NEVER, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { HttpStatusError, requestTimeout, retryAfter, retryBackoff, SlidingWindow, TokenBucket } from '../../src/index.js';
import { usePlatformTimers } from '../time/platform-timers.js';

const DAY = 86_400_000;
const LONGEST = 2 ** 31 - 1;

describe('1: any delay is waited in full', () => {
  function thirtyDays(): HttpStatusError {
    const headers = new Headers({ 'Retry-After': String((30 * DAY) / 1000) });
    return new HttpStatusError({ status: 503, headers, retryAfter: retryAfter(headers, 0) });
  }

  for (const delay of [LONGEST, LONGEST + 1, 30 * DAY, 365 * DAY]) {
    it(`${delay} ms of backoff, in virtual time`, () => {
      const scheduler = new VirtualTimeScheduler();
      const starts: number[] = [];
      defer(() => {
        starts.push(scheduler.now());
        return starts.length === 1 ? throwError(() => new Error('down')) : of('up');
      })
        .pipe(retryBackoff({ initialInterval: delay, maxInterval: Infinity, jitter: 'none', scheduler }))
        .subscribe();
      scheduler.flush();
      expect(starts).toEqual([0, delay]);
    });
  }

  it('a Retry-After of 30 days ends the retrying at once by default: it becomes no hot loop', () => {
    const error = thirtyDays();
    const seen: unknown[] = [];
    let attempts = 0;
    defer(() => (attempts++, throwError(() => error)))
      .pipe(retryBackoff({ maxRetries: Infinity }))
      .subscribe({ error: (last: unknown) => seen.push(last) });
    expect(attempts).toBe(1);
    expect(seen[0]).toBe(error);
  });

  it('Infinity never fires', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    throwError(() => new Error('down'))
      .pipe(retryBackoff({ initialInterval: Infinity, maxInterval: Infinity, jitter: 'none', scheduler }))
      .subscribe({ error: (error: unknown) => seen.push(error) });
    NEVER.pipe(requestTimeout({ total: Infinity, scheduler })).subscribe({ error: (error: unknown) => seen.push(error) });
    expect(scheduler.actions.length).toBe(0);
    scheduler.flush();
    expect(seen).toEqual([]);
  });

  for (const bad of [NaN, -1, -Infinity]) {
    it(`${bad} is refused, wherever a duration is asked for`, () => {
      expect(() => retryBackoff({ initialInterval: bad })).toThrowError(RangeError);
      expect(() => retryBackoff({ maxInterval: bad })).toThrowError(RangeError);
      expect(() => retryBackoff({ maxElapsedTime: bad })).toThrowError(RangeError);
      expect(() => retryBackoff({ maxRetryAfter: bad })).toThrowError(RangeError);
      expect(() => retryBackoff({ resetOnSuccess: bad })).toThrowError(RangeError);
      expect(() => requestTimeout(bad)).toThrowError(RangeError);
      expect(() => new TokenBucket({ capacity: 1, refillPerSecond: 1, maxWait: bad })).toThrowError(RangeError);
      expect(() => new SlidingWindow({ limit: 1, window: bad })).toThrowError(RangeError);
      expect(() => new TokenBucket({ capacity: 1, refillPerSecond: 1 }).pause(bad)).toThrowError(RangeError);
    });
  }

  describe('on the timers of a platform, which fire longer ones at once,', () => {
    afterEach(() => jasmine.clock().uninstall());

    it('a Retry-After of 30 days', () => {
      const clock = usePlatformTimers();
      const starts: number[] = [];
      defer(() => {
        starts.push(asyncScheduler.now());
        return starts.length === 1 ? throwError(thirtyDays) : of('up');
      })
        .pipe(retryBackoff({ jitter: 'none', maxRetryAfter: Infinity }))
        .subscribe();
      clock.tick(30 * DAY - 1);
      expect(starts).toEqual([0]);
      clock.tick(1);
      expect(starts).toEqual([0, 30 * DAY]);
    });

    it('a timeout of 30 days', () => {
      const clock = usePlatformTimers();
      const ends: unknown[] = [];
      NEVER.pipe(requestTimeout(30 * DAY)).subscribe({ error: (error: unknown) => ends.push((error as Error).name) });
      clock.tick(30 * DAY - 1);
      expect(ends).toEqual([]);
      clock.tick(1);
      expect(ends).toEqual(['RequestTimeoutError']);
    });

    it('the wait for a token and for room in a window', () => {
      const clock = usePlatformTimers();
      const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 1 / (30 * 86_400) });
      const window = new SlidingWindow({ limit: 1, window: 30 * DAY });
      const grants: string[] = [];
      for (const limiter of [bucket, window]) {
        limiter.take().subscribe();
        limiter.take().subscribe(() => grants.push(limiter.name));
      }
      clock.tick(30 * DAY - 1);
      expect(grants).toEqual([]);
      clock.tick(1);
      expect(grants.sort()).toEqual(['sliding-window', 'token-bucket']);
    });
  });
});
