import { asyncScheduler, map, mergeMap, VirtualTimeScheduler, type Observable } from 'rxjs';
import { createHttpClient, NetworkError, type HttpClient, type HttpResponse } from '../../src/index.js';
import { createMarbleTransport, type MarbleTransport, type RequestMatch } from '../../src/testing/index.js';
import { holdFor } from '../support/hold-for.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const baseUrl = 'https://api.example.com/';

function clientOf(transport: MarbleTransport): HttpClient {
  return createHttpClient({ baseUrl, transport });
}

/** The chunks as texts. */
function chunks(answer: HttpResponse): Observable<string> {
  return answer.body.pipe(map((chunk) => new TextDecoder().decode(chunk)));
}

describe('createMarbleTransport', () => {
  it('plays head, chunks and end as frames from the moment of the request', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '--h-a-(bc)--|');
      const later$ = cold('---x').pipe(mergeMap(() => clientOf(transport).get('x', { as: chunks })));
      expectObservable(later$, '^ 20ms !').toBe('-------a-(bc)');
      flush();
      const { sentAt, endedAt, outcome } = transport.expectOne('/x');
      expect([sentAt, endedAt, outcome]).toEqual([3, 15, 'complete']);
    });
  });

  const heads: [what: string, head: unknown, expected: unknown[]][] = [
    ['nothing: 200', undefined, [200, '', false, `${baseUrl}x`, []]],
    ['a number: the status', 503, [503, '', false, `${baseUrl}x`, []]],
    [
      'a head, whole',
      { status: 206, statusText: 'Part', redirected: true, url: 'https://b.example/', headers: { A: '1' } },
      [206, 'Part', true, 'https://b.example/', [['a', '1']]],
    ],
  ];
  for (const [what, head, expected] of heads) {
    it(`takes for a head ${what}`, () => {
      inVirtualTime(({ expectObservable }) => {
        const values = head === undefined ? undefined : { h: head };
        const transport = createMarbleTransport().answer('GET /x', { marbles: '-h|', values });
        const told$ = clientOf(transport)
          .request('GET', 'x', { acceptStatus: () => true })
          .pipe(map(({ status, statusText, redirected, url, headers }) => [status, statusText, redirected, url, [...headers]]));
        expectObservable(told$).toBe('-(v|)', { v: expected });
      });
    });
  }

  it('takes for chunks bytes, text, and anything else as JSON', () => {
    inVirtualTime(({ expectObservable }) => {
      const values = { a: new Uint8Array([104, 105]), b: '€', c: { n: [1] }, d: 7, e: null, f: '' };
      const transport = createMarbleTransport().answer('GET /x', { marbles: '-h-(abcdefg)|', values });
      expectObservable(clientOf(transport).get('x', { as: chunks })).toBe('---(abcdefg)|', {
        ...values,
        a: 'hi',
        c: '{"n":[1]}',
        d: '7',
        e: 'null',
        g: 'g',
      });
    });
  });

  const own = new Error('own');
  const noAnswer = new NetworkError('GET https://api.example.com/x: no answer.');
  const brokeOff = new NetworkError('GET https://api.example.com/x: the body broke off.');
  const errors: [what: string, marbles: string, error: Error | undefined, expected: string, thrown: Error][] = [
    ['before the head, as no answer', '--#', undefined, '--#', noAnswer],
    ['before the head, as the one that is given', '--#', own, '--#', own],
    ['behind the head, as a body that broke off', '-h-a-#', undefined, '---a-#', brokeOff],
    ['behind the head, as the one that is given', '-h-a-#', own, '---a-#', own],
    ['in the frame of the head', '-(h#)', undefined, '-#', brokeOff],
    ['for an end without a head, as no answer', '--|', undefined, '--#', noAnswer],
  ];
  for (const [what, marbles, error, expected, thrown] of errors) {
    it(`errors ${what}`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer('GET /x', { marbles, error });
        expectObservable(clientOf(transport).get('x', { as: chunks })).toBe(expected, undefined, thrown);
        flush();
        const { outcome, endedAt } = transport.expectOne('/x');
        expect([outcome, endedAt]).toEqual(['failed', expected.indexOf('#')]);
      });
    });
  }

  it('keeps what comes before the body is subscribed to, as a network would', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '-h-a-b|');
      const late$ = clientOf(transport)
        .request('GET', 'x')
        .pipe(mergeMap((answer) => cold('---x').pipe(mergeMap(() => chunks(answer)))));
      expectObservable(late$, '^ 50ms !').toBe('----ab');
      flush();
      expect(transport.expectOne('/x').outcome).toBe('complete');
    });
  });

  it('keeps what comes while the reader is held, the end behind it, and hands it out in order', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '-h-a-b-(cd)|').answer('GET /y', '-h-a#');
      const http = clientOf(transport);
      expectObservable(http.get('x', { as: chunks }).pipe(holdFor(10))).toBe('---a 9ms b 9ms c 9ms d 9ms |');
      const failure = new NetworkError('GET https://api.example.com/y: the body broke off.');
      expectObservable(http.get('y', { as: chunks }).pipe(holdFor(10))).toBe('---a 9ms #', undefined, failure);
      flush();
      expect(transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['complete', 43],
        ['failed', 13],
      ]);
    });
  });

  it('has aborted when its client leaves before it has read the end, although that has come', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '-h-a-b|');
      expectObservable(clientOf(transport).get('x', { as: chunks }).pipe(holdFor(10)), '^-------!').toBe('---a');
      flush();
      const { outcome, endedAt } = transport.expectOne('/x');
      expect([outcome, endedAt]).toEqual(['aborted', 8]);
    });
  });

  it('tells when its client has left, and plays no further', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '---h|').answer('GET /y', '-h---a|');
      const http = clientOf(transport);
      expectObservable(http.get('x'), '^-!').toBe('');
      expectObservable(http.get('y'), '^--!').toBe('');
      expectObservable(http.get('x'), '^-----!').toBe('----(v|)', { v: undefined });
      flush();
      expect(transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['aborted', 2],
        ['aborted', 3],
        ['complete', 4],
      ]);
    });
  });

  it('is pending while nothing has ended', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '---');
      clientOf(transport).get('x', { timeout: Infinity }).subscribe();
      expectObservable(clientOf(transport).get('x', { timeout: Infinity }), '^-!');
      flush();
      expect(transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['pending', undefined],
        ['aborted', 2],
      ]);
    });
  });

  it('answers in the order that is given, and repeats the last', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const transport = createMarbleTransport().answer(
        'GET /x',
        { marbles: 'h|', values: { h: 201 } },
        { marbles: 'h|', values: { h: 202 } },
      );
      const statuses$ = cold('a--b--c').pipe(
        mergeMap(() => clientOf(transport).request('GET', 'x')),
        map(({ status }) => String(status).slice(-1)),
      );
      expectObservable(statuses$, '^ 9ms !').toBe('1--2--2');
    });
  });

  it('lets a later rule win, and counts each rule for itself', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-h|').answer('GET /x', '--h|').answer('/x', '---h|');
      expectObservable(clientOf(transport).get('x')).toBe('----(v|)', { v: undefined });
      expectObservable(clientOf(transport).get('y')).toBe('--(v|)', { v: undefined });
    });
  });

  it('refuses a rule without an answer', () => {
    expect(() => createMarbleTransport().answer('/x')).toThrowError(RangeError, 'answers must be at least one, but there were none.');
  });

  it('errors for a request that no rule matches, tells which without its secrets, and keeps it', async () => {
    const transport = createMarbleTransport().answer('POST /x', '-h|');
    const { error } = await outcomeOf(clientOf(transport).get('x?token=s3cret'));
    expect((error as Error).message).toBe('No answer is planned for GET https://api.example.com/x?token=***.');
    expect(transport.requests[0]!.outcome).toBe('failed');
    expect(() => transport.verify()).toThrowError();
  });

  const matches: [match: RequestMatch, isMatch: boolean][] = [
    ['GET /orders?page=2', true],
    ['/orders?page=2', true],
    ['https://api.example.com/orders?page=2', true],
    ['GET https://api.example.com/orders?page=2', true],
    ['POST /orders?page=2', false],
    ['/orders', false],
    ['orders?page=2', false],
    ['https://b.example/orders?page=2', false],
    [/orders/, true],
    [/^\/orders/, false],
    [/ORDERS/gi, true],
    [({ method, headers }) => method === 'GET' && headers.get('a') === '1', true],
    [() => false, false],
  ];
  for (const [match, isMatch] of matches) {
    it(`${isMatch ? 'matches' : 'does not match'} GET https://api.example.com/orders?page=2 with ${String(match)}, each time`, async () => {
      const transport = createMarbleTransport().answer(match, '(h|)');
      for (let time = 1; time <= 3; time++) {
        const { error } = await outcomeOf(clientOf(transport).get('orders?page=2', { headers: { A: '1' } }));
        expect(error === undefined).toBe(isMatch);
      }
    });
  }

  it('runs in real time outside of TestScheduler.run, a character being a millisecond', async () => {
    const start = asyncScheduler.now();
    const transport = createMarbleTransport().answer('/x', '--h 20ms a--|');
    const { values, error } = await outcomeOf(clientOf(transport).get('x', { as: chunks }));
    expect([values, error]).toEqual([['a'], undefined]);
    const { sentAt, endedAt } = transport.expectOne('/x');
    expect(sentAt).toBeGreaterThanOrEqual(start);
    expect(endedAt! - sentAt).toBeGreaterThanOrEqual(25);
  });

  it('plays on the scheduler that it is given, frame for frame', () => {
    const scheduler = new VirtualTimeScheduler();
    const transport = createMarbleTransport({ scheduler }).answer('/x', '--h 20ms a--|');
    createHttpClient({ baseUrl, transport, scheduler }).get('x', { as: chunks }).subscribe();
    scheduler.flush();
    const { sentAt, endedAt, outcome } = transport.expectOne('/x');
    expect([sentAt, endedAt, outcome]).toEqual([0, 26, 'complete']);
  });
});

describe('expectOne, expectNone and verify', () => {
  async function asked(...urls: string[]): Promise<MarbleTransport> {
    const transport = createMarbleTransport().answer(/./, '(h|)');
    for (const url of urls) await outcomeOf(clientOf(transport).get(url));
    return transport;
  }
  const untimed = (act: () => void): string => {
    try {
      act();
    } catch (error) {
      return (error as Error).message.replace(/ at \d+/g, ' at T');
    }
    return 'nothing was thrown';
  };

  it('give the one request that matches, and claim it', async () => {
    const transport = await asked('a', 'b');
    expect(transport.expectOne('/a').request.url).toBe('https://api.example.com/a');
    expect(untimed(() => transport.expectOne('/a'))).toBe(
      'Expected one request for /a; sent were: GET https://api.example.com/a at T, GET https://api.example.com/b at T.',
    );
  });

  it('tell what was sent when there is none, more than one, or nothing at all', async () => {
    const transport = await asked('a', 'a?token=s3cret');
    expect(untimed(() => transport.expectOne(/example/))).toBe(
      'Expected one request for /example/; sent were: GET https://api.example.com/a at T, GET https://api.example.com/a?token=*** at T.',
    );
    expect(untimed(() => transport.expectOne(() => false))).toMatch(/^Expected one request for the given function; sent were/);
    expect(untimed(() => createMarbleTransport().expectOne('/c'))).toBe('Expected one request for /c; nothing was sent.');
  });

  it('let nothing pass that expectNone matches, claimed or not', async () => {
    const transport = await asked('a');
    expect(() => transport.expectNone('/b')).not.toThrow();
    transport.expectOne('/a');
    expect(untimed(() => transport.expectNone('/a'))).toMatch(/^Expected no request for \/a; sent were: GET/);
  });

  it('verify that all have been claimed', async () => {
    const transport = await asked('a', 'b');
    transport.expectOne('/a');
    expect(untimed(() => transport.verify())).toBe('Some requests were not expected; sent were: GET https://api.example.com/b at T.');
    transport.expectOne('/b');
    expect(() => transport.verify()).not.toThrow();
  });
});
