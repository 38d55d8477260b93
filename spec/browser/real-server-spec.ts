import { map, mergeMap, Subscription, timer, type Observable } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  NetworkError,
  RequestTimeoutError,
  type HttpResponse,
  type RequestBody,
} from '../../src/index.js';
import { abortsOf } from '../support/aborts-of.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const http = createHttpClient({ baseUrl: '/real/' });
const chunks = ({ body }: HttpResponse): Observable<string> => body.pipe(map((chunk) => new TextDecoder().decode(chunk)));
let keys = 0;

describe('the client in a browser, against a real server', () => {
  let key: string;
  let aborts: jasmine.Spy;
  beforeEach(() => {
    key = `browser-${++keys}`;
    aborts = spyOn(AbortController.prototype, 'abort').and.callThrough();
  });

  it("reads JSON over a baseUrl that is resolved against the page's, and aborts nothing", async () => {
    expect(await outcomeOf(http.get('json'))).toEqual({ values: [{ hello: 'world' }] });
    expect(aborts).not.toHaveBeenCalled();
  });

  it('needs no baseUrl at all', async () => {
    expect(await outcomeOf(createHttpClient().get('/real/json'))).toEqual({ values: [{ hello: 'world' }] });
  });

  it('reads the head of HEAD, whose body is empty', async () => {
    const head = await outcomeOf(http.head('json'));
    expect(head.values[0]!.headers.get('content-type')).toBe('application/json');
    expect(await outcomeOf(head.values[0]!.body)).toEqual({ values: [] });
  });

  for (const status of [400, 404, 429, 500, 503]) {
    it(`errors with the status ${status} and its body`, async () => {
      const error = await errorOf(http.get(`status/${status}`));
      expect(error).toBeInstanceOf(HttpStatusError);
      expect([error.status, error.body]).toEqual([status, { status }]);
      expect(aborts).not.toHaveBeenCalled();
    });
  }

  it('hands chunks out as they come, the first long before the last', async () => {
    const seen: string[] = [];
    const stream$ = http.get('stream', { params: { key }, as: chunks });
    stream$.subscribe((chunk) => seen.push(chunk));
    await outcomeOf(timer(120));
    const seenAtFirst = seen.length;
    const { values } = await outcomeOf(http.get('stream', { params: { key }, as: chunks }));
    expect(seenAtFirst).toBeGreaterThan(0);
    expect(seen.length).toBeGreaterThan(seenAtFirst);
    expect(values.length).toBeGreaterThan(1);
    expect(values.join('')).toBe('chunk 1\nchunk 2\nchunk 3\nchunk 4\nchunk 5\n');
  });

  it('errors with a NetworkError for a body that is cut, and tells what it was', async () => {
    const error = await errorOf(http.get('cut?token=s3cret&a=1'));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toMatch(/^GET http:.*\/real\/cut\?token=\*\*\*&a=1: the body broke off\.$/);
    expect(error.request).toEqual(jasmine.objectContaining({ method: 'GET' }));
  });

  it('errors with a NetworkError where nobody listens', async () => {
    const error = await errorOf(http.get('http://127.0.0.1:9/?token=s3cret', { headers: { Authorization: 'Bearer s3cret' } }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('s3cret');
  });

  // Not a head that is cut within: Chromium takes that for a whole one.
  const faults = ['reset', 'hangup', 'two-lengths', 'bad-chunks', 'bad-gzip', 'huge-headers', 'endless-headers', 'cut-chunks'];
  for (const fault of faults) {
    it(`ends a ${fault} with one NetworkError, and goes on`, async () => {
      const { values, error } = await outcomeOf(http.get(`fault/${fault}`, { params: { token: 's3cret' }, timeout: 5_000 }));
      expect(values).toEqual([]);
      expect(error).toBeInstanceOf(NetworkError);
      expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('s3cret');
      expect(await outcomeOf(http.get('json'))).toEqual({ values: [{ hello: 'world' }] });
    });
  }

  it('ends a head that comes byte by byte with one RequestTimeoutError', async () => {
    const error = await errorOf(http.get('fault/loris', { timeout: 300 }));
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error.phase).toBe('head');
  });

  it('joins a body that comes byte by byte', async () => {
    expect(await outcomeOf(http.get('fault/trickle'))).toEqual({ values: [{ añ: '€' }] });
  });

  it('ends a TLS handshake that fails, and a name that nobody has, with one NetworkError', async () => {
    expect(await errorOf(http.get(`https://${location.host}/real/json`))).toBeInstanceOf(NetworkError);
    expect(await errorOf(http.get('http://breakwater.invalid/'))).toBeInstanceOf(NetworkError);
  });

  it('ends a redirection without end with one NetworkError', async () => {
    expect(await errorOf(http.get('loop'))).toBeInstanceOf(NetworkError);
  });

  it('aborts before the head when it is left, and the server sees it', async () => {
    const subscription = http.get('hang', { params: { key } }).subscribe({ next: fail, error: fail, complete: fail });
    await outcomeOf(timer(100));
    subscription.unsubscribe();
    expect(aborts).toHaveBeenCalledTimes(1);
    expect(await abortsOf(http, key)).toBe(1);
  });

  it('aborts in the body when it is left, and the server sees it', async () => {
    let subscription = Subscription.EMPTY;
    await new Promise<void>((resolve) => {
      const silent$ = http.get('silent', { params: { key }, as: ({ body }) => body });
      subscription = silent$.subscribe({ next: () => resolve(), error: fail, complete: fail });
    });
    subscription.unsubscribe();
    expect(aborts).toHaveBeenCalledTimes(1);
    expect(await abortsOf(http, key)).toBe(1);
  });

  it('aborts when its timeout is over, and the server sees it', async () => {
    const error = await errorOf(http.get('hang', { params: { key }, timeout: 100 }));
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error.phase).toBe('head');
    expect(await abortsOf(http, key)).toBe(1);
  });

  it("aborts by the caller's signal, with its reason", async () => {
    const controller = new AbortController();
    const outcome = outcomeOf(http.get('hang', { params: { key }, signal: controller.signal }));
    await outcomeOf(timer(100));
    controller.abort('left');
    expect((await outcome).error).toBe('left');
    expect(await abortsOf(http, key)).toBe(1);
  });

  it('sends method, parameters and headers', async () => {
    const { values } = await outcomeOf(
      http.delete<Echo>('echo?q=a%20b', { params: { page: [1, 2] }, headers: { 'X-A': '1' }, idempotencyKey: 'k' }),
    );
    expect([values[0]!.method, values[0]!.url]).toEqual(['DELETE', '/real/echo?q=a%20b&page=1&page=2']);
    expect(values[0]!.headers).toEqual(jasmine.objectContaining({ 'x-a': '1', 'idempotency-key': 'k' }));
  });

  it('sends user-info as Authorization, which fetch itself would refuse', async () => {
    const { values, error } = await outcomeOf(http.get<Echo>(`http://joe:p%40ss@${location.host}/real/echo`));
    expect(error).toBeUndefined();
    expect(values[0]!.headers.authorization).toBe(`Basic ${btoa('joe:p@ss')}`);
  });

  const bodies: [what: string, body: RequestBody, type: string | undefined, sent: string][] = [
    ['nothing', undefined, undefined, ''],
    ['JSON', { a: ['ñ'] }, 'application/json', '{"a":["ñ"]}'],
    ['text', 'ñ', 'text/plain;charset=UTF-8', 'ñ'],
    ['a form of pairs', new URLSearchParams({ a: '1&2' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=1%262'],
    ['bytes', new Uint8Array([104, 105, 33]).subarray(0, 2), undefined, 'hi'],
    ['a Blob with its type', new Blob(['hi'], { type: 'text/x-hi' }), 'text/x-hi', 'hi'],
    ['what a factory makes', () => ({ made: true }), 'application/json', '{"made":true}'],
  ];
  for (const [what, body, type, sent] of bodies) {
    it(`sends ${what}`, async () => {
      const { values, error } = await outcomeOf(http.post<Echo>('echo', body));
      expect(error).toBeUndefined();
      expect([values[0]!.headers['content-type'], values[0]!.body]).toEqual([type as string, sent]);
    });
  }

  it('sends form data under a boundary', async () => {
    const form = new FormData();
    form.append('field', 'value');
    form.append('file', new Blob(['content'], { type: 'text/plain' }), 'name.txt');
    const { values } = await outcomeOf(http.put<Echo>('echo', form));
    const { headers, body } = values[0]!;
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type']!)![1]!;
    expect(body.split(`--${boundary}`).length).toBe(4);
    expect(body).toMatch(/name="field"\r\n\r\nvalue\r\n/);
    expect(body).toMatch(/filename="name\.txt"\r\nContent-Type: text\/plain\r\n\r\ncontent\r\n/);
  });

  it('gives a body to one subscriber only', async () => {
    const twice$ = http.request('GET', 'json').pipe(mergeMap(({ body }) => body.pipe(mergeMap(() => body))));
    expect((await outcomeOf(twice$)).error).toEqual(new TypeError('The body of a response can be read only once, and it has been.'));
  });
});
