import { defer, throwError, VirtualTimeScheduler } from 'rxjs';
import { createHttpClient, HttpStatusError, protect, retryAfter, retryBackoff } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('10: a server is never asked again earlier than it said', () => {
  const NOW = Date.UTC(2024, 6, 1);
  const hint = (value: string): number | undefined => retryAfter(new Headers({ 'Retry-After': value }), NOW);

  it('0 and past dates are understood as now', () => {
    expect(hint('0')).toBe(0);
    expect(hint('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(0);
  });

  it('the three forms of dates are understood', () => {
    expect(hint('Mon, 01 Jul 2024 00:01:00 GMT')).toBe(60_000);
    expect(hint('Monday, 01-Jul-24 00:01:00 GMT')).toBe(60_000);
    expect(hint('Mon Jul  1 00:01:00 2024')).toBe(60_000);
  });

  it('lists, decimals and garbage are no hint', () => {
    for (const value of ['1, 2', '1.5', 'soon', '', '-1', 'Fri, 30 Feb 2024 00:00:00 GMT']) expect(hint(value)).toBeUndefined();
  });

  it('huge values saturate', () => {
    expect(hint('9'.repeat(50))).toBe(Number.MAX_SAFE_INTEGER);
  });

  for (const jitter of ['none', 'full', 'equal', 'decorrelated'] as const) {
    for (const random of [0, 0.5, 0.999]) {
      it(`no retry is earlier, with ${jitter} jitter and a chance of ${random}`, () => {
        const scheduler = new VirtualTimeScheduler();
        const starts: number[] = [];
        defer(() => {
          starts.push(scheduler.now());
          return throwError(() => new HttpStatusError({ status: 429, retryAfter: 2000 }));
        })
          .pipe(retryBackoff({ jitter, random: () => random, scheduler }))
          .subscribe({ error: () => undefined });
        scheduler.flush();
        expect(starts.length).toBe(4);
        for (let retry = 1; retry < starts.length; retry++) expect(starts[retry]! - starts[retry - 1]!).toBeGreaterThanOrEqual(2000);
      });
    }
  }

  it('a date is compared with the clock of the scheduler, from the response to the retry', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(
        'GET /orders',
        { marbles: '---h|', values: { h: { status: 503, headers: { 'Retry-After': 'Thu, 01 Jan 1970 00:00:01 GMT' } } } },
        { marbles: 'h-a|', values: { a: '[1]' } },
      );
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy: protect({ retry: { jitter: 'none' } }) });
      expectObservable(http.get('/orders')).toBe('1003ms (v|)', { v: [1] });
      flush();
      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 1000]);
    });
  });
});
