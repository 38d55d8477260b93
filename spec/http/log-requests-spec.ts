import { mergeMap, retry, timer, type Observable } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  logRequests,
  response,
  type HttpClient,
  type LogRequestsOptions,
  type RequestLogger,
} from '../../src/index.js';
import { createMarbleTransport, type MarbleAnswer } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://joe:s3cret@api.example.com/x?api_key=s3cret&page=2';
const shown = 'https://api.example.com/x?api_key=***&page=2';

function logger(lines: string[]): RequestLogger {
  const at = (level: string) => (text: string) => lines.push(`${level}: ${text}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** The lines that a call leaves. */
function logged(
  answer: string | MarbleAnswer,
  options: LogRequestsOptions = {},
  { call = (http) => http.get(url), unsubscription }: { call?: (http: HttpClient) => Observable<unknown>; unsubscription?: string } = {},
): string[] {
  const lines: string[] = [];
  inVirtualTime(({ expectObservable, flush }) => {
    const transport = createMarbleTransport().answer(/./, answer);
    const http = createHttpClient({
      transport,
      headers: { Authorization: 'Bearer s3cret' },
      interceptors: [logRequests(logger(lines), options)],
    });
    expectObservable(call(http), unsubscription);
    flush();
  });
  return lines;
}

describe('logRequests', () => {
  it('logs one line when the body has been read: id, method, redacted URL, attempt, status, bytes, time', () => {
    expect(logged({ marbles: '--h-a-b|', values: { a: '[1', b: ',2]' } })).toEqual([
      `info: #1 GET ${shown} (attempt 1): 200, 5 bytes, 7 ms`,
    ]);
  });

  it('counts bytes, not characters', () => {
    expect(logged({ marbles: '-h-a|', values: { a: '"€"' } })).toEqual([`info: #1 GET ${shown} (attempt 1): 200, 5 bytes, 4 ms`]);
  });

  const levels: [what: string, answer: string | MarbleAnswer, line: string][] = [
    ['an empty answer', '-h|', 'info: …: 200, 0 bytes, 2 ms'],
    ['204, at its head', { marbles: '-h----|', values: { h: 204 } }, 'info: …: 204, 0 bytes, 1 ms'],
    ['304, at its head', { marbles: '-h----|', values: { h: 304 } }, 'info: …: 304, 0 bytes, 1 ms'],
    ['a redirection', { marbles: '-h|', values: { h: 302 } }, 'info: …: 302, 0 bytes, 2 ms'],
    ['a refusal, as a warning', { marbles: '-h-a|', values: { h: 404 } }, 'warn: …: 404, 1 bytes, 4 ms'],
    ["a server's failure, as a warning", { marbles: '-h|', values: { h: 500 } }, 'warn: …: 500, 0 bytes, 2 ms'],
    ['no answer, as an error', '--#', `error: …: NetworkError: GET ${shown}: no answer., 2 ms`],
    ['a broken body, as an error', '-h-a-#', `error: …: 200, 1 bytes, NetworkError: GET ${shown}: the body broke off., 5 ms`],
    [
      'a secret in an error',
      { marbles: '-#', error: new Error('at ?token=s3cret Bearer s3cret') },
      'error: …: Error: at ?token=*** Bearer ***, 1 ms',
    ],
    ['an error that is none', { marbles: '-#', error: 's3cret' }, 'error: …: an error that is no Error, 1 ms'],
    ['a timeout', '-------h|', 'error: …: RequestTimeoutError: Timed out: no response head within 6 ms (head)., 6 ms'],
  ];
  for (const [what, answer, line] of levels) {
    it(`logs ${what}`, () => {
      const call = (http: HttpClient): Observable<unknown> => http.get(url, { timeout: 6 });
      expect(logged(answer, {}, { call })).toEqual([line.replace('…', `#1 GET ${shown} (attempt 1)`)]);
    });
  }

  it('logs HEAD at its head, for nobody reads its body', () => {
    const call = (http: HttpClient): Observable<unknown> => http.head(url);
    expect(logged('-h|', {}, { call })).toEqual([`info: #1 HEAD ${shown} (attempt 1): 200, 0 bytes, 1 ms`]);
  });

  it('logs one that is left before the head as cancelled, and in the body as left, with its bytes', () => {
    expect(logged('----h|', {}, { unsubscription: '^--!' })).toEqual([`info: #1 GET ${shown} (attempt 1): cancelled, 3 ms`]);
    expect(logged('-h-a--b|', {}, { unsubscription: '^---!' })).toEqual([`info: #1 GET ${shown} (attempt 1): 200, 1 bytes, left, 4 ms`]);
  });

  it('keeps a refusal a warning when its long body is left', () => {
    const values = { h: 500, a: new Uint8Array(70_000) };
    expect(logged({ marbles: '-h-a-a|', values })).toEqual([`warn: #1 GET ${shown} (attempt 1): 500, 70000 bytes, left, 3 ms`]);
  });

  it('logs nothing of a response whose body nobody reads', () => {
    expect(logged('-h-a|', {}, { call: (http) => http.get(url, { as: response() }) })).toEqual([]);
  });

  it('counts the time from the attempt on', () => {
    const call = (http: HttpClient): Observable<unknown> => timer(50).pipe(mergeMap(() => http.get(url)));
    expect(logged('-h|', {}, { call })).toEqual([`info: #1 GET ${shown} (attempt 1): 200, 0 bytes, 2 ms`]);
  });

  it('logs each attempt', () => {
    const call = (http: HttpClient): Observable<unknown> => http.get(url).pipe((source) => source);
    const policy = <T>(source: Observable<T>): Observable<T> => source.pipe(retry(1));
    expect(logged('-#', {}, { call: (http) => call(http.extend({ policy })) }).map((line) => line.match(/attempt \d/)?.[0])).toEqual([
      'attempt 1',
      'attempt 2',
    ]);
  });

  const slow: [marbles: string, options: LogRequestsOptions, lines: string[], because: string][] = [
    ['5s (h|)', {}, ['info: …: 200, 0 bytes, 5000 ms'], 'five seconds are not slow'],
    ['5001ms (h|)', {}, ['warn: …: 200, 0 bytes, 5001 ms, slow'], 'more than five seconds are, by default'],
    ['-h 5s |', {}, ['warn: …: 200, 0 bytes, 5002 ms, slow'], 'the body counts'],
    ['---h|', { slowAfter: 3 }, ['warn: …: 200, 0 bytes, 4 ms, slow'], 'slowAfter is the limit'],
    ['60s (h|)', { slowAfter: Infinity }, ['info: …: 200, 0 bytes, 60000 ms'], 'Infinity is never slow'],
    ['----#', { slowAfter: 3 }, [`error: …: NetworkError: GET ${shown}: no answer., 4 ms, slow`], 'an error stays an error'],
  ];
  for (const [marbles, options, lines, because] of slow) {
    it(`warns of slow requests: ${because}`, () => {
      const call = (http: HttpClient): Observable<unknown> => http.get(url, { timeout: Infinity });
      expect(logged(marbles, options, { call })).toEqual(lines.map((line) => line.replace('…', `#1 GET ${shown} (attempt 1)`)));
    });
  }

  const thresholds: [level: LogRequestsOptions['level'], heard: string[]][] = [
    ['debug', ['debug', 'debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    [undefined, ['info', 'warn', 'error']],
  ];
  for (const [level, heard] of thresholds) {
    it(`logs at level ${level ?? 'info, by default'} ${heard.join(', ')}`, () => {
      const call = (http: HttpClient): Observable<unknown> => http.post(url, 'a', { as: ({ body }) => body });
      const answers: (string | MarbleAnswer)[] = ['-h-a|', { marbles: '-h|', values: { h: 400 } }, '-#'];
      const lines = answers.flatMap((answer) => logged(answer, { level }, { call }));
      const sends = lines.filter((line) => line.includes('sends'));
      expect(lines.filter((line) => !sends.slice(1).includes(line) || line === sends[0]).map((line) => line.split(':', 1)[0]!)).toEqual(
        level === 'debug' ? ['debug', 'debug', 'info', 'debug', 'warn', 'debug', 'error'] : heard,
      );
    });
  }

  describe('at debug level', () => {
    const bodies = (sent: unknown, answer: string, options: LogRequestsOptions = {}): string[] =>
      logged(
        { marbles: '-h-a|', values: { a: answer } },
        { level: 'debug', ...options },
        { call: (http) => http.post(url, sent as object, { as: ({ body }) => body }) },
      ).filter((line) => line.startsWith('debug'));
    const subject = `debug: #1 POST ${shown} (attempt 1)`;

    it('shows both bodies without what is named like a secret', () => {
      const secrets = '{"user":"joe","password":"s3cret","n":{"apiKey": "s3\\"cret","pin":1234}}';
      const hidden = '{"user":"joe","password":"***","n":{"apiKey": "***","pin":"***"}}';
      expect(bodies(JSON.parse(secrets), secrets)).toEqual([
        `${subject} sends ${hidden.replace('": "', '":"')}`,
        `${subject} got ${hidden}`,
      ]);
    });

    it('cuts both at 1,024 characters, also in the middle of a secret, and counts all bytes', () => {
      const long = JSON.stringify({ a: 'x'.repeat(990), password: 's3cret'.repeat(500) });
      const [sends, got] = bodies(JSON.parse(long), long);
      expect(sends).toMatch(/ sends \{"a":"x{990}","password":"\*\*\*"$/);
      expect(got).toMatch(/ got \{"a":"x{990}","password":"\*\*\*"$/);
      expect(bodies('x'.repeat(5000), '€'.repeat(5000))).toEqual([
        `${subject} sends ${'x'.repeat(1024)}`,
        `${subject} got ${'€'.repeat(1024)}`,
      ]);
    });

    it('cuts at maxBody, and shows none where it is 0', () => {
      expect(bodies('abcdef', 'ghijkl', { maxBody: 3 })).toEqual([`${subject} sends abc`, `${subject} got ghi`]);
      expect(bodies('abcdef', 'ghijkl', { maxBody: 0 })).toEqual([]);
    });

    it('cuts a body of several chunks as one text, also in the middle of a character', () => {
      const bytes = new TextEncoder().encode('a€b');
      const values = { a: bytes.subarray(0, 2), b: bytes.subarray(2), c: 'cd' };
      const call = (http: HttpClient): Observable<unknown> => http.get(url, { as: ({ body }) => body });
      expect(logged({ marbles: '-h-a-b-c|', values }, { level: 'debug', maxBody: 4 }, { call })[0]).toBe(
        `debug: #1 GET ${shown} (attempt 1) got a€bc`,
      );
    });

    it('shows no bodies that are empty or no text', () => {
      expect(bodies(new Uint8Array([1]), '')).toEqual([]);
      expect(bodies('', '')).toEqual([]);
    });

    it('shows what there was of a body that broke off', () => {
      const call = (http: HttpClient): Observable<unknown> => http.get(url);
      expect(logged('-h-a-#', { level: 'debug' }, { call })[0]).toBe(`debug: #1 GET ${shown} (attempt 1) got a`);
    });
  });

  it('holds no secret in any line, whatever happens', () => {
    const body = { password: 's3cret' };
    const values = { h: { status: 401, headers: { 'Set-Cookie': 's3cret' } }, a: '{"token":"s3cret"}' };
    const call = (http: HttpClient): Observable<unknown> => http.post(url, body);
    for (const marbles of ['-h-a|', '-h-a-#', '-#']) {
      const lines = logged({ marbles, values }, { level: 'debug' }, { call });
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.join()).not.toContain('s3cret');
    }
  });

  it('changes nothing of what passes', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, { marbles: '-h-a-b|', values: { h: 500, a: 'a', b: 'b' } });
      const http = createHttpClient({ transport, interceptors: [logRequests(logger([]), { level: 'debug' })] });
      const expected = new HttpStatusError({ status: 500, body: 'ab' });
      Object.assign(expected, { message: `GET ${shown} answered 500.` });
      expectObservable(http.get(url)).toBe('------#', undefined, expected);
    });
  });

  it('refuses options out of range', () => {
    const make = (options: LogRequestsOptions) => () => logRequests(console, options);
    expect(make({ slowAfter: -1 })).toThrowError(RangeError, /^slowAfter/);
    expect(make({ maxBody: 1.5 })).toThrowError(RangeError, /^maxBody/);
    expect(make({ level: 'trace' as never })).toThrowError(RangeError, /^level must be one of "debug", "info", "warn", "error"/);
  });

  it('takes the console', () => {
    expect(() => logRequests(console)).not.toThrow();
  });
});
