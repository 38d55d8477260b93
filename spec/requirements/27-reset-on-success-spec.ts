import { concat, defer, of, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { retryBackoff, type RetryBackoffOptions } from '../../src/index.js';
import { playEventSource } from '../support/play-event-source.js';

describe("27: resetting doesn't defeat backoff", () => {
  /** A source that connects, emits, stays up for a while and drops. */
  function delaysOf(uptimes: readonly number[], options: RetryBackoffOptions): number[] {
    const scheduler = new VirtualTimeScheduler();
    const delays: number[] = [];
    let attempts = 0;
    const source = defer(() => {
      const uptime = uptimes[attempts++];
      const drop = throwError(() => new Error('dropped'));
      if (uptime === undefined) return of('up for good');
      return uptime === 0 ? concat(of('up'), drop) : concat(of('up'), timer(uptime, scheduler), drop);
    });
    source
      .pipe(retryBackoff({ jitter: 'none', maxRetries: Infinity, scheduler, ...options, onRetry: ({ delay }) => delays.push(delay) }))
      .subscribe();
    scheduler.flush();
    return delays;
  }

  it('a source that emits and drops at once is retried at growing intervals with resetOnSuccess: 10_000', () => {
    expect(delaysOf([0, 0, 0, 0, 0, 0], { resetOnSuccess: 10_000 })).toEqual([100, 200, 400, 800, 1600, 3200]);
  });

  it('so is one that drops shortly before that time is up', () => {
    expect(delaysOf([9999, 9999, 9999], { resetOnSuccess: 10_000 })).toEqual([100, 200, 400]);
  });

  it('one that has stayed up that long starts again', () => {
    expect(delaysOf([0, 0, 10_000, 0, 0], { resetOnSuccess: 10_000 })).toEqual([100, 200, 100, 200, 400]);
  });

  it('the uptimes of several attempts do not add up', () => {
    expect(delaysOf([6000, 6000, 6000], { resetOnSuccess: 10_000 })).toEqual([100, 200, 400]);
  });

  it('a limited number of retries ends a source that flaps', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    let attempts = 0;
    defer(
      () => (
        attempts++,
        concat(
          of('up'),
          throwError(() => new Error('dropped')),
        )
      ),
    )
      .pipe(retryBackoff({ resetOnSuccess: 10_000, maxRetries: 3, scheduler }))
      .subscribe({ error: (error: unknown) => seen.push(error) });
    scheduler.flush();
    expect(attempts).toBe(4);
    expect(seen).toEqual([new Error('dropped')]);
  });

  it('true resets at the first value, as in backoff-rxjs: there the delay never grows', () => {
    expect(delaysOf([0, 0, 0, 0], { resetOnSuccess: true })).toEqual([100, 100, 100, 100]);
  });

  it('an event source that connects, emits and drops at once backs off further, with its defaults', () => {
    const { asked } = playEventSource(['h1#'], { reconnect: { initialInterval: undefined } }, { leaveAt: 20_000 });
    expect(asked).toEqual(['0', '1002<1', '3004<1', '7006<1', '15008<1']);
  });

  it('an event source backs off further, too, when the server says that it need not wait', () => {
    const { asked } = playEventSource(['hz1#'], { reconnect: { initialInterval: undefined } }, { leaveAt: 60 });
    expect(asked).toEqual(['0', '4<1', '9<1', '16<1', '27<1', '46<1']);
  });

  it('one that has held its connection for ten seconds starts afresh, quiet or not', () => {
    const held = ['h#', 'h#', 'h 9999ms #', 'h#', '(n|)'];
    const { asked } = playEventSource(held, { reconnect: { initialInterval: undefined } }, { leaveAt: 60_000 });
    expect(asked).toEqual(['0', '1001', '3002', '14002', '16003']);
  });
});
