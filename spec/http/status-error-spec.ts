import { asyncScheduler, map, Observable, of } from 'rxjs';
import { createHttpClient, errorKind, HttpStatusError, isRetryable } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';
import { errorOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';
const json = { 'content-type': 'application/json' };

async function refused(answer: InstantAnswer): Promise<HttpStatusError> {
  const transport = instantTransport(() => ({ status: 503, ...answer }));
  return (await errorOf(createHttpClient({ transport }).get(`${url}?token=s3cret`))) as never;
}

describe('statusError', () => {
  const bodies: [what: string, answer: InstantAnswer, body: unknown][] = [
    ['JSON where the server says so', { headers: json, body: '{"a":[1]}' }, { a: [1] }],
    [
      'JSON of problem details',
      { headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: '{"title":"no"}' },
      { title: 'no' },
    ],
    ['JSON whatever the case', { headers: { 'content-type': 'Application/JSON' }, body: '[1]' }, [1]],
    ['text of any other type', { headers: { 'content-type': 'text/html' }, body: '<h1>no</h1>' }, '<h1>no</h1>'],
    ['text where there is no type', { body: '{"a":1}' }, '{"a":1}'],
    ['text where it is no JSON after all', { headers: json, body: '{"a":' }, '{"a":'],
    ['text of application/jsonlines', { headers: { 'content-type': 'application/jsonlines' }, body: '1' }, '1'],
    ['undefined where there is none', { headers: json, body: '' }, undefined],
  ];
  for (const [what, answer, body] of bodies) {
    it(`keeps as body ${what}`, async () => {
      expect((await refused(answer)).body).toEqual(body);
    });
  }

  it('joins characters that were split between chunks', async () => {
    const bytes = new TextEncoder().encode('año €');
    expect((await refused({ body: of(bytes.subarray(0, 2), bytes.subarray(2, 6), bytes.subarray(6)) })).body).toBe('año €');
  });

  it('tells status, headers, request and hint', async () => {
    const error = await refused({ status: 429, headers: { 'Retry-After': '7', 'Set-Cookie': 's3cret', A: '1' } });
    expect(error).toBeInstanceOf(HttpStatusError);
    expect([error.status, error.retryAfter, error.headers.get('a'), error.request?.method]).toEqual([429, 7000, '1', 'GET']);
    expect(error.message).toBe(`GET ${url}?token=*** answered 429.`);
    expect(JSON.stringify(error) + error.headers.get('set-cookie')).not.toContain('s3cret');
    expect([errorKind(error), isRetryable(error)]).toEqual(['rate-limited', true]);
  });

  it("has no hint where the server doesn't give one", async () => {
    expect('retryAfter' in (await refused({}))).toBeFalse();
  });

  it("compares a date to the client's scheduler", () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const headers = { 'Retry-After': 'Thu, 01 Jan 1970 00:00:10 GMT' };
      const transport = createMarbleTransport().answer(/./, { marbles: '999ms h|', values: { h: { status: 503, headers } } });
      let hint: number | undefined;
      createHttpClient({ transport })
        .get(url)
        .subscribe({ error: (error: unknown) => (hint = (error as HttpStatusError).retryAfter) });
      expectObservable(of(0)).toBe('(0|)', [0]);
      flush();
      expect(hint).toBe(9000);
    });
  });

  it('errors when the body has been read', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, { marbles: '-h-a-b|', values: { h: { status: 500, statusText: 'Oh no' } } });
      const headers = new Headers();
      const expected = new HttpStatusError({ status: 500, statusText: 'Oh no', headers, body: 'ab' }, { request: undefined });
      Object.assign(expected, { message: `GET ${url} answered 500 Oh no.` });
      expectObservable(createHttpClient({ transport }).get(url)).toBe('------#', undefined, expected);
      flush();
      expect(transport.expectOne(/./).outcome).toBe('complete');
    });
  });

  const broken: [how: string, marbles: string, at: string][] = [
    ['breaks off', '-h-a-#', '-----#'],
    ['falls silent', '-h-a-----b|', '------#'],
  ];
  for (const [how, marbles, at] of broken) {
    it(`keeps the status and what there was of a body that ${how}`, () => {
      inVirtualTime(({ expectObservable }) => {
        const transport = createMarbleTransport().answer(/./, { marbles, values: { h: 404 } });
        const expected = new HttpStatusError({ status: 404, body: 'a' });
        Object.assign(expected, { message: `GET ${url} answered 404.` });
        expectObservable(createHttpClient({ transport, timeout: 3 }).get(url)).toBe(at, undefined, expected);
      });
    });
  }

  it('keeps 64 KiB of a long body, not a byte more, and aborts the rest', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const values = { h: 500, a: new Uint8Array(40_000).fill(97), b: new Uint8Array(40_000).fill(98), c: 'never' };
      const transport = createMarbleTransport().answer(/./, { marbles: '-h-a-b-c-c-c|', values });
      const lengths$ = createHttpClient({ transport })
        .get(url)
        .pipe(map(() => 0));
      const told = new Observable<number>((subscriber) =>
        lengths$.subscribe({
          error: (error: unknown) => subscriber.next(/^a{40000}b{25536}$/.test((error as HttpStatusError).body as string) ? 1 : 0),
        }),
      );
      expectObservable(told).toBe('-----v', { v: 1 });
      flush();
      const { outcome, endedAt } = transport.expectOne(/./);
      expect([outcome, endedAt]).toEqual(['aborted', 5]);
    });
  });

  it('keeps long JSON as the text that there is', async () => {
    const { body } = await refused({ headers: json, body: JSON.stringify('x'.repeat(70_000)) });
    expect((body as string).length).toBe(65_536);
  });

  it('waits for a slow body for two seconds, then tells the status and the hint with what has come', () => {
    inVirtualTime(({ flush }) => {
      const drip = `-h${'-a'.repeat(2000)}`;
      const values = { h: { status: 503, headers: { 'retry-after': '7' } } };
      const transport = createMarbleTransport().answer(/./, { marbles: drip, values });
      let error: HttpStatusError | undefined;
      let failedAt = 0;
      createHttpClient({ transport })
        .get(url)
        .subscribe({
          error: (refusal: unknown) => {
            error = refusal as HttpStatusError;
            failedAt = asyncScheduler.now();
          },
        });
      flush();
      expect([failedAt, error?.status, error?.retryAfter]).toEqual([2001, 503, 7000]);
      expect(error?.body).toMatch(/^a{999,1000}$/);
      expect(transport.requests[0]!.outcome).toBe('aborted');
    });
  });
});
