import { Subscription, take, tap, timer, retry, mergeMap, NEVER, throwError, type Observable } from 'rxjs';
import {
  CircuitBreaker,
  createHttpClient,
  protect,
  response,
  type HttpClient,
  type HttpClientEvent,
  type HttpClientOptions,
} from '../../src/index.js';
import { createMarbleTransport, type MarbleAnswer } from '../../src/testing/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { inVirtualTime } from '../support/virtual-time.js';

const baseUrl = 'https://api.example.com/';

/** What was told of one request, as `at type details`. */
function life(
  answers: readonly (string | MarbleAnswer)[],
  call: (http: HttpClient) => Observable<unknown>,
  { options = {}, unsubscription }: { options?: HttpClientOptions; unsubscription?: string } = {},
): string[] {
  const lines: string[] = [];
  inVirtualTime(({ expectObservable, flush }) => {
    const transport = createMarbleTransport().answer(/./, ...answers);
    const http = createHttpClient({ baseUrl, transport, ...options });
    http.events$.subscribe((event) => lines.push(line(event)));
    expectObservable(call(http).pipe(tap({ error: () => undefined })), unsubscription);
    flush();
  });
  return lines;
}

function line({ at, type, ...details }: HttpClientEvent): string {
  const { attempt, status, error, attempts, duration } = details as {
    [name in 'attempt' | 'status' | 'attempts' | 'duration']?: number;
  } & { error?: Error };
  const told = [attempt, status, error?.name, attempts, duration].filter((detail) => detail !== undefined);
  return [at, type, ...told].join(' ');
}

const retryTwice: HttpClientOptions = { policy: (source) => source.pipe(retry({ count: 2, delay: 10 })) };
const never = '^ 999ms !';

describe('events$', () => {
  it('tells of a success: started, attempt, response, finished', () => {
    const lines = life(['--h-a|'], (http) => http.get('x', { as: ({ body }) => body }));
    expect(lines).toEqual(['0 started', '0 attempt 1', '2 response 1 200', '5 finished 1 5']);
  });

  it('tells of every attempt, with its number, and of what it failed with', () => {
    const lines = life(['-#', { marbles: '-h-|', values: { h: 503 } }, '-h|'], (http) => http.get('x'), { options: retryTwice });
    expect(lines).toEqual([
      '0 started',
      '0 attempt 1',
      '1 attempt-failed 1 NetworkError',
      '11 attempt 2',
      '12 response 2 503',
      '14 attempt-failed 2 HttpStatusError',
      '24 attempt 3',
      '25 response 3 200',
      '26 finished 3 26',
    ]);
  });

  it('tells of a failure', () => {
    const lines = life(['-#'], (http) => http.get('x'));
    expect(lines).toEqual(['0 started', '0 attempt 1', '1 attempt-failed 1 NetworkError', '1 failed NetworkError 1 1']);
  });

  it('tells of a cancellation before the head, in the body and in a backoff', () => {
    expect(life(['-----h|'], (http) => http.get('x'), { unsubscription: '^--!' })).toEqual(['0 started', '0 attempt 1', '3 cancelled 1 3']);
    expect(life(['-h---a|'], (http) => http.get('x'), { unsubscription: '^--!' })).toEqual([
      '0 started',
      '0 attempt 1',
      '1 response 1 200',
      '3 cancelled 1 3',
    ]);
    expect(life(['-#'], (http) => http.get('x'), { options: retryTwice, unsubscription: '^--!' })).toEqual([
      '0 started',
      '0 attempt 1',
      '1 attempt-failed 1 NetworkError',
      '3 cancelled 1 3',
    ]);
  });

  it('tells of one that is left after a value as finished: take(1), or a stream that has had enough', () => {
    const chunks = (http: HttpClient): Observable<unknown> => http.get('x', { as: ({ body }) => body });
    const told = ['0 started', '0 attempt 1', '1 response 1 200', '3 finished 1 3'];
    expect(life(['-h-a-b-c|'], (http) => chunks(http).pipe(take(1)))).toEqual(told);
    expect(life(['-h-a-b-c|'], chunks, { unsubscription: '^---!' })).toEqual([...told.slice(0, 3), '4 finished 1 4']);
  });

  it('tells of an abort by the signal as cancelled', () => {
    const controller = new AbortController();
    const lines = life(['-----h|'], (http) => {
      timer(3).subscribe(() => controller.abort());
      return http.get('x', { signal: controller.signal });
    });
    expect(lines).toEqual(['0 started', '0 attempt 1', '3 cancelled 1 3']);
  });

  it('tells of a response that is handed out as finished at its head', () => {
    expect(life(['-h-a|'], (http) => http.get('x', { as: response() }))).toEqual([
      '0 started',
      '0 attempt 1',
      '1 response 1 200',
      '1 finished 1 1',
    ]);
  });

  it('tells of a refusal by the policy as failed, without an attempt', () => {
    const breaker = new CircuitBreaker();
    breaker.isolate();
    const lines = life(['-h|'], (http) => http.get('x'), { options: { policy: protect({ breaker }) } });
    expect(lines).toEqual(['0 started', '0 failed CircuitOpenError 0 0']);
  });

  it("tells of a request that can't be built as failed, without an attempt", () => {
    expect(life(['-h|'], (http) => http.post('x', new Map()))).toEqual(['0 started', '0 failed RequestError 0 0']);
  });

  const broken: [what: string, call: (http: HttpClient) => Observable<unknown>, options?: HttpClientOptions][] = [
    [
      'a body factory',
      (http) =>
        http.post('x', () => {
          throw new TypeError();
        }),
    ],
    [
      'a header function',
      (http) => http.get('x'),
      {
        headers: () => {
          throw new TypeError();
        },
      },
    ],
    ['a header stream', (http) => http.get('x'), { headers: () => throwError(() => new TypeError()) }],
    [
      'an interceptor',
      (http) => http.get('x'),
      {
        interceptors: [
          () => {
            throw new TypeError();
          },
        ],
      },
    ],
  ];
  for (const [what, call, options] of broken) {
    it(`tells of an attempt that fails by ${what}, and so for each attempt`, () => {
      const once = ['attempt 1', 'attempt-failed 1 TypeError'];
      expect(life(['-h|'], call, { options })).toEqual(['0 started', ...once.map((told) => `0 ${told}`), '0 failed TypeError 1 0']);
      const lines = life(['-h|'], call, { options: { ...options, ...retryTwice } });
      expect(lines.filter((told) => told.includes('attempt')).map((told) => told.split(' ').slice(1, 3).join(' '))).toEqual([
        ...['attempt 1', 'attempt-failed 1', 'attempt 2', 'attempt-failed 2', 'attempt 3', 'attempt-failed 3'],
      ]);
    });
  }

  it('tells of an attempt that waits for headers before it is sent', () => {
    const lines = life(['-h|'], (http) => http.get('x'), {
      options: { headers: () => timer(5).pipe(mergeMap(() => NEVER)) },
      unsubscription: never,
    });
    expect(lines).toEqual(['0 started', '0 attempt 1', '1000 cancelled 1 1000']);
  });

  it('gives the events of one request its id, method and absolute URL, without secrets', () => {
    const events: HttpClientEvent[] = [];
    const http = createHttpClient({
      baseUrl: 'https://joe:s3cret@api.example.com/v1/',
      transport: instantTransport(() => ({ status: 401, body: 's3cret' })),
    });
    http.events$.subscribe((event) => events.push(event));
    http
      .post(
        'x?a=1&access_token=s3cret',
        { password: 's3cret' },
        { params: { api_key: 's3cret' }, headers: { Authorization: 'Bearer s3cret' } },
      )
      .subscribe({ error: () => undefined });
    http.request('delete', 'http://joe:s3cret@:99999/').subscribe({ error: () => undefined });
    expect(events.map(({ type, id, method, url }) => [type, id, method, url])).toEqual([
      ...['started', 'attempt', 'response', 'attempt-failed', 'failed'].map((type) => [
        ...[type, '1', 'POST', 'https://api.example.com/v1/x?a=1&access_token=***&api_key=***'],
      ]),
      ...['started', 'failed'].map((type) => [type, '2', 'DELETE', 'http://***@:99999/']),
    ]);
    for (const event of events) {
      const { error, ...rest } = event as HttpClientEvent & { error?: { body?: unknown } };
      expect(JSON.stringify(rest)).not.toContain('s3cret');
      expect(JSON.stringify({ ...error, body: undefined })).not.toContain('s3cret');
    }
  });

  it('tells all requests to all who listen, and what came before to nobody', () => {
    const http = createHttpClient({ baseUrl, transport: instantTransport() });
    const seen: string[] = [];
    http.get('x').subscribe();
    http.events$.subscribe(({ id, type }) => seen.push(`a ${id} ${type}`));
    http.events$.pipe(take(2)).subscribe(({ id, type }) => seen.push(`b ${id} ${type}`));
    http.get('x').subscribe();
    expect(seen).toEqual(['a 2 started', 'b 2 started', 'a 2 attempt', 'b 2 attempt', 'a 2 response', 'a 2 finished']);
  });

  it('keeps the order for all when one who listens sends a request of its own', () => {
    const http = createHttpClient({ baseUrl, transport: instantTransport() });
    const seen: Record<'a' | 'b', string[]> = { a: [], b: [] };
    http.events$.subscribe(({ id, type }) => {
      seen.a.push(`${id} ${type}`);
      if (id === '1' && type === 'started') http.get('y').subscribe();
    });
    http.events$.subscribe(({ id, type }) => seen.b.push(`${id} ${type}`));
    http.get('x').subscribe();
    expect(seen.a.length).toBe(8);
    expect(seen.b).toEqual(seen.a);
  });

  it('costs nothing while nobody listens: no URL is redacted', () => {
    const http = createHttpClient({ baseUrl, transport: instantTransport() });
    const redactions = spyOn(String.prototype, 'replace').and.callThrough();
    http.get('x').subscribe();
    http.events$.subscribe().unsubscribe();
    http.get('x').subscribe();
    http.get('x', { as: () => throwError(() => new TypeError()) }).subscribe({ error: () => undefined });
    expect(redactions).not.toHaveBeenCalled();
    http.events$.subscribe();
    http.get('x').subscribe();
    expect(redactions).toHaveBeenCalled();
  });

  it('counts no wait that the wall clock was set back for', () => {
    let wallClock = 1_000_000;
    const scheduler = { now: () => wallClock, schedule: () => Subscription.EMPTY };
    const http = createHttpClient({
      ...{ baseUrl, scheduler, timeout: Infinity },
      transport: instantTransport(() => ((wallClock += 5), (wallClock -= 3_600_000), { body: '' })),
    });
    const ends: HttpClientEvent[] = [];
    http.events$.subscribe((event) => ends.push(event));
    http.get('x').subscribe();
    expect(ends.at(-1)).toEqual(jasmine.objectContaining({ type: 'finished', duration: 0 }));
  });
});
