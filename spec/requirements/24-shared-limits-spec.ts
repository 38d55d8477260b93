import fc from 'fast-check';
import { EMPTY, map, timer, VirtualTimeScheduler } from 'rxjs';
import { createHttpClient, HttpStatusError, protect, Registry, SlidingWindow, TokenBucket, type HttpTransport } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('24: one 429 with a hint delays every queued call of that key, and no window holds more than its limit', () => {
  const limiters = {
    'token buckets': () => new TokenBucket({ capacity: 1, refillPerSecond: 100 }),
    'sliding windows': () => new SlidingWindow({ limit: 1, window: 10 }),
  };
  for (const [kind, create] of Object.entries(limiters)) {
    for (const header of ['Retry-After', 'retry-after-ms']) {
      it(`${header} delays those who wait for their key's one of ${kind}, and nobody else`, () => {
        inVirtualTime(({ flush }) => {
          const headers = { [header]: header === 'Retry-After' ? '2' : '2000' };
          const transport = createMarbleTransport()
            .answer(/./, 'h|')
            .answer(/a\.example\/first/, { marbles: '--h|', values: { h: { status: 429, headers } } });
          const policy = protect({ limiter: new Registry<TokenBucket | SlidingWindow>(create) });
          const http = createHttpClient({ transport, policy });
          const errors: unknown[] = [];
          for (const url of ['a.example/first', 'a.example/2', 'a.example/3', 'b.example/1', 'b.example/2']) {
            http.get(`https://${url}`).subscribe({ error: (error: unknown) => errors.push(error) });
          }
          flush();
          expect(transport.requests.map(({ request, sentAt }) => `${new URL(request.url).href.slice(8)} ${sentAt}`)).toEqual([
            'a.example/first 0',
            'b.example/1 0',
            'b.example/2 10',
            'a.example/2 2003',
            'a.example/3 2013',
          ]);
          expect(errors).toEqual([jasmine.any(HttpStatusError)]);
        });
      });
    }
  }

  it('delays newcomers too', () => {
    inVirtualTime(({ flush, cold }) => {
      const transport = createMarbleTransport().answer(
        /./,
        { marbles: '--h|', values: { h: { status: 503, headers: { 'Retry-After': '1' } } } },
        'h|',
      );
      const http = createHttpClient({ transport, policy: protect({ limiter: { limit: 100, window: 10 } }) });
      http.get('https://a.example/').subscribe({ error: () => undefined });
      cold('500ms a').subscribe(() => http.get('https://a.example/').subscribe());
      flush();
      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 1003]);
    });
  });

  describe('what the server tells in RateLimit fields', () => {
    /** Answers as a server with a fixed window does: some calls per second, told in every answer, and 429 beyond them. */
    function sentTo(limit: number, calls: number): { readonly sent: number[]; readonly refused: number } {
      let [refused, used, window] = [0, 0, 0];
      const sent: number[] = [];
      inVirtualTime(({ scheduler, flush }) => {
        const transport: HttpTransport = (request) => {
          const now = scheduler.now();
          sent.push(now);
          if (Math.floor(now / 1000) > window) [window, used] = [Math.floor(now / 1000), 0];
          const isRefused = used === limit;
          if (isRefused) refused++;
          else used++;
          const headers = new Headers({
            'RateLimit-Policy': `"default";q=${limit};w=1`,
            RateLimit: `"default";r=${limit - used};t=${Math.ceil(window + 1 - now / 1000)}`,
          });
          const status = isRefused ? 429 : 204;
          return timer(5).pipe(map(() => ({ request, url: request.url, status, statusText: '', headers, redirected: false, body: EMPTY })));
        };
        const policy = protect({ limiter: new TokenBucket({ capacity: 4, refillPerSecond: 500 }) });
        const http = createHttpClient({ transport, policy });
        for (let count = 0; count < calls; count++) http.get('https://a.example/').subscribe({ error: () => undefined });
        flush();
      });
      return { sent, refused };
    }

    it('slows every queued call of that key down before the wall: no call is refused', () => {
      const { sent, refused } = sentTo(20, 50);
      expect([sent.length, refused]).toEqual([50, 0]);
      // three quarters go as the bucket allows, the rest is spread until the reset that was told in whole seconds
      expect(sent.filter((time) => time < 1000).slice(-4)).toEqual([26, 28, 228, 631]);
    });

    it('is nobody else’s: calls of another key go as ever', () => {
      inVirtualTime(({ flush, cold }) => {
        const headers = { 'RateLimit-Policy': '"default";q=8;w=1', RateLimit: '"default";r=2;t=1' };
        const transport = createMarbleTransport()
          .answer(/./, 'h|')
          .answer(/a\.example/, { marbles: 'h|', values: { h: { headers } } }, 'h|');
        const policy = protect({ limiter: new Registry(() => new TokenBucket({ capacity: 9, refillPerSecond: 9 })) });
        const http = createHttpClient({ transport, policy });
        http.get('https://a.example/').subscribe();
        cold('10ms a').subscribe(() => {
          for (const host of ['a', 'b', 'a', 'b', 'a', 'b']) http.get(`https://${host}.example/`).subscribe();
        });
        flush();
        expect(transport.requests.map(({ request, sentAt }) => `${new URL(request.url).host[0]} ${sentAt}`)).toEqual([
          'a 0',
          'a 10',
          'b 10',
          'b 10',
          'b 10',
          'a 505',
          'a 1000',
        ]);
      });
    });
  });

  it('no half-open interval of length `window` holds more than `limit` starts, across window borders', () => {
    const bursts = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 60 }), calls: fc.integer({ min: 1, max: 8 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(bursts, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), (list, limit, window) => {
        const scheduler = new VirtualTimeScheduler();
        const limiter = new SlidingWindow({ limit, window, scheduler });
        const starts: number[] = [];
        let time = 0;
        let calls = 0;
        for (const burst of list) {
          time += burst.wait;
          calls += burst.calls;
          scheduler.schedule(() => {
            for (let i = 0; i < burst.calls; i++) limiter.take().subscribe(() => starts.push(scheduler.now()));
          }, time);
        }
        scheduler.flush();
        expect(starts.length).toBe(calls);
        for (let i = limit; i < starts.length; i++) expect(starts[i]! - starts[i - limit]!).toBeGreaterThanOrEqual(window);
      }),
      { numRuns: 200 },
    );
  });
});
