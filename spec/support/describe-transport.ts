import { inspect } from 'node:util';
import { concatMap, map, mergeMap, range, Subscription, take, tap, timer, toArray, type Observable } from 'rxjs';
import {
  bytes,
  createHttpClient,
  HttpStatusError,
  NetworkError,
  protect,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
  text,
  type HttpClient,
  type HttpResponse,
  type HttpTransport,
  type RequestBody,
  type RequestOptions,
} from '../../src/index.js';
import { closedPort, FLOOD_BYTES, startBareTls, startFaultServer, WORLD, type FaultServer } from './fault-server.js';
import { outcomeOf } from './outcome.js';

/** What the platforms' ways of fetching differ in. */
export interface TransportTraits {
  /** Whether a connection that closes before all bytes of `Content-Length` have come is told at once, or by the idle timeout. */
  readonly isTruncationTold: boolean;
  /** Whether bytes beyond `Content-Length` are dropped, or break the body off. */
  readonly isSurplusDropped: boolean;
  /** How long a connection is used again and again: always, by turns with a second, or until a `HEAD`. */
  readonly keepsConnections: 'always' | 'by turns' | 'until HEAD';
  /** Whether a gzip that ends too soon breaks the body off, or is taken for the whole. */
  readonly isCutGzipTold: boolean;
  /** Whether a request body may be a stream. */
  readonly canSendStreams: boolean;
  /** The compressions that it undoes. */
  readonly encodings: readonly string[];
  /** Watches what aborts transfers, for one spec. Default: `AbortController`. */
  readonly spyOnAborts?: () => jasmine.Spy<() => void>;
}

/** How many ports three rounds with a `HEAD` come from. */
const PORTS = { always: 1, 'by turns': 2, 'until HEAD': 3 };

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const text$ = ({ body }: HttpResponse): Observable<string> => body.pipe(map((chunk) => new TextDecoder().decode(chunk)));
let keys = 0;

function spyOnControllers(): jasmine.Spy<() => void> {
  return spyOn(AbortController.prototype, 'abort').and.callThrough();
}

/** The promises of a transport, against a real server. */
export function describeTransport(name: string, createTransport: () => HttpTransport, traits: TransportTraits): void {
  describe(name, () => {
    let server: FaultServer;
    let http: HttpClient;
    let key: string;
    let aborts: jasmine.Spy<() => void>;

    beforeAll(async () => {
      server = await startFaultServer();
      http = createHttpClient({ baseUrl: server.origin, transport: createTransport(), timeout: 5000 });
    });
    afterAll(() => server.close());
    beforeEach(() => {
      key = `${name} ${++keys}`;
      aborts = (traits.spyOnAborts ?? spyOnControllers)();
    });

    describe('answers', () => {
      it('reads JSON and aborts nothing', async () => {
        expect(await outcomeOf(http.get('json'))).toEqual({ values: [WORLD] });
        expect(aborts).not.toHaveBeenCalled();
      });

      it('tells status, text, URL and headers', async () => {
        const { values } = await outcomeOf(http.get('status?status=201', { as: (response) => text$(response).pipe(map(() => response)) }));
        const { status, statusText, url, redirected, headers } = values[0]!;
        expect([status, statusText, url, redirected]).toEqual([201, 'Created', `${server.origin}/status?status=201`, false]);
        expect(headers.get('content-type')).toBe('application/json');
        expect(headers).toBeInstanceOf(Headers);
      });

      it(`uses one connection for requests that follow each other ${traits.keepsConnections}`, async () => {
        const own = await startFaultServer();
        const alone = createHttpClient({ baseUrl: own.origin, transport: createTransport() });
        const ports: unknown[] = [];
        for (let time = 1; time <= 3; time++) {
          ports.push(...(await outcomeOf(alone.get('port'))).values);
          await outcomeOf(alone.get('status?status=503'));
          await outcomeOf(alone.get('empty?status=204'));
          await outcomeOf(alone.head('json'));
        }
        await own.close();
        expect(ports.length).toBe(3);
        expect(new Set(ports).size).toBe(PORTS[traits.keepsConnections]);
      });

      for (const encoding of traits.encodings) {
        it(`reads a body that is compressed with ${encoding}`, async () => {
          expect(await outcomeOf(http.get(encoding))).toEqual({ values: [WORLD] });
        });
      }

      for (const status of [200, 204, 205, 304]) {
        it(`reads an empty body of ${status} as undefined`, async () => {
          const acceptStatus = (): boolean => true;
          expect(await outcomeOf(http.get(`empty?status=${status}`, { acceptStatus }))).toEqual({ values: [undefined] });
          expect(aborts).not.toHaveBeenCalled();
        });
      }

      it('reads the head of HEAD, whose body is empty', async () => {
        const { values } = await outcomeOf(http.head('json'));
        expect(values[0]!.headers.get('content-type')).toBe('application/json');
        expect(await outcomeOf(values[0]!.body)).toEqual({ values: [] });
        expect(aborts).not.toHaveBeenCalled();
      });

      it('joins a body that comes byte by byte', async () => {
        expect(await outcomeOf(http.get('trickle'))).toEqual({ values: [{ añ: '€' }] });
      });

      it('follows a redirection, and tells so', async () => {
        const { values } = await outcomeOf(http.request('GET', 'redirect?to=/json'));
        expect([values[0]!.redirected, values[0]!.url, values[0]!.request.url]).toEqual([
          ...[true, `${server.origin}/json`, `${server.origin}/redirect?to=/json`],
        ]);
        expect((await outcomeOf(values[0]!.body.pipe(toArray()))).error).toBeUndefined();
      });

      it('takes Authorization along to the same origin, and not to another', async () => {
        const headers = { Authorization: 'Bearer s3cret', A: '1' };
        const sent = async (to: string): Promise<Record<string, string>> =>
          (await outcomeOf(http.get<Record<string, string>>('redirect', { params: { to }, headers }))).values[0]!;
        expect(await sent('/headers')).toEqual(jasmine.objectContaining({ authorization: 'Bearer s3cret', a: '1' }));
        const elsewhere = await sent(`${server.otherOrigin}/headers`);
        expect(elsewhere.a).toBe('1');
        expect(elsewhere.authorization).toBeUndefined();
      });

      it("hands a redirection out with redirect: 'manual'", async () => {
        const { error } = await outcomeOf(http.get('redirect?to=/json', { init: { redirect: 'manual' } }));
        expect(error).toBeInstanceOf(HttpStatusError);
        expect((error as HttpStatusError).status).toBe(302);
        const to = new URL((error as HttpStatusError).headers.get('location')!, server.origin);
        expect(to.pathname).toBe('/json');
      });

      it('sends user-info as Authorization, and not in the URL', async () => {
        const { host } = new URL(server.origin);
        const { values } = await outcomeOf(http.get<Echo>(`http://joe:p%40ss@${host}/echo`));
        expect(values[0]!.headers.authorization).toBe(`Basic ${btoa('joe:p@ss')}`);
      });

      it('runs many requests at once', async () => {
        const all = await Promise.all(Array.from({ length: 100 }, (_, at) => outcomeOf(http.get<Echo>('echo', { params: { at } }))));
        expect(all.map(({ values }) => values[0]!.url)).toEqual(Array.from({ length: 100 }, (_, at) => `/echo?at=${at}`));
        expect(aborts).not.toHaveBeenCalled();
      });
    });

    describe('request bodies', () => {
      const echo = async (body: RequestBody, options: RequestOptions<Echo> = {}): Promise<Echo> => {
        const { values, error } = await outcomeOf(http.post<Echo>('echo', body, options));
        if (error) throw error;
        return values[0]!;
      };
      const plain: [what: string, body: RequestBody, type: string | undefined, sent: string][] = [
        ['nothing', undefined, undefined, ''],
        ['JSON', { a: ['ñ'] }, 'application/json', '{"a":["Ã±"]}'],
        ['text', 'ñ', 'text/plain;charset=UTF-8', 'Ã±'],
        ['a form of pairs', new URLSearchParams({ a: '1&2' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=1%262'],
        ['bytes', new Uint8Array([0, 255, 1]).subarray(0, 2), undefined, '\x00\xff'],
        ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, undefined, '\x01\x02'],
        ['a Blob with its type', new Blob(['hi'], { type: 'text/x-hi' }), 'text/x-hi', 'hi'],
        ['what a factory makes', () => ({ made: true }), 'application/json', '{"made":true}'],
      ];
      for (const [what, body, type, sent] of plain) {
        it(`sends ${what}`, async () => {
          const { method, headers, body: arrived } = await echo(body);
          expect([method, headers['content-type'], arrived]).toEqual(['POST', type as string, sent]);
        });
      }

      it('sends a form with a file, under a boundary', async () => {
        const form = new FormData();
        form.append('field', 'value');
        form.append('file', new Blob(['content'], { type: 'text/plain' }), 'name.txt');
        const { headers, body } = await echo(form);
        const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(headers['content-type']!)![1]!;
        expect(body.split(`--${boundary}`).length).toBe(4);
        expect(body).toMatch(/name="field"\r\n\r\nvalue\r\n/);
        expect(body).toMatch(/name="file"; filename="name\.txt"\r\ncontent-type: text\/plain(;charset=utf-8)?\r\n\r\ncontent\r\n/i);
      });

      it('keeps a content type that is set', async () => {
        expect((await echo('<a/>', { headers: { 'Content-Type': 'application/xml' } })).headers['content-type']).toBe('application/xml');
        const blob = new Blob(['<a/>'], { type: 'text/plain' });
        expect((await echo(blob, { headers: { 'Content-Type': 'application/xml' } })).headers['content-type']).toBe('application/xml');
      });

      const stream = (): ReadableStream<Uint8Array> =>
        new ReadableStream({
          start(controller) {
            for (const part of ['one ', 'two']) controller.enqueue(new TextEncoder().encode(part));
            controller.close();
          },
        });
      if (traits.canSendStreams) {
        it('sends a stream once, and says why not twice', async () => {
          const once$ = http.put<Echo>('echo', stream());
          expect((await outcomeOf(once$)).values[0]!.body).toBe('one two');
          const { error } = await outcomeOf(once$);
          expect(error).toBeInstanceOf(RequestError);
          expect((error as Error).message).toContain('Give a factory, () => stream.');
        });

        it('sends the streams of a factory as often as it is asked', async () => {
          const again$ = http.put<Echo>('echo', stream);
          for (let time = 1; time <= 2; time++) expect((await outcomeOf(again$)).values[0]!.body).toBe('one two');
        });

        it('sends the parts of an async generator', async () => {
          async function* parts(): AsyncGenerator<Uint8Array> {
            for (const part of ['one ', 'two']) yield new TextEncoder().encode(part);
          }
          expect((await echo(parts())).body).toBe('one two');
        });
      } else {
        it('refuses a stream with a RequestError that says what to give', async () => {
          const { error } = await outcomeOf(http.put<Echo>('echo', stream()));
          expect(error).toBeInstanceOf(RequestError);
          expect((error as Error).message).toMatch(/cross-fetch\) can't send a stream; give bytes or text\.$/);
        });
      }

      it('refuses a stream that somebody else reads', async () => {
        const locked = stream();
        locked.getReader();
        const { error } = await outcomeOf(http.put<Echo>('echo', () => locked));
        expect(error).toBeInstanceOf(RequestError);
      });
    });

    describe('faults', () => {
      const truncation = traits.isTruncationTold ? NetworkError : RequestTimeoutError;
      const faults: [what: string, path: string, type: new (...args: never[]) => Error, detail?: object][] = [
        ['a connection that is reset before the head', 'reset', NetworkError],
        ['a connection that is closed before the head', 'hangup', NetworkError],
        ['a connection that is closed within the head', 'half-head', NetworkError],
        ['an answer that is no HTTP', 'no-http', NetworkError],
        ['headers beyond every limit', 'huge-headers', NetworkError],
        ['headers without end', 'endless-headers', NetworkError],
        ['two lengths that differ', 'two-lengths', NetworkError],
        ['a chunk without a length', 'bad-chunks', NetworkError],
        ['a chunked body that is cut', 'cut-chunks', NetworkError],
        ['a chunked body that is reset', 'reset-body', NetworkError],
        ['a body that is reset before its length', 'reset-long-body', NetworkError],
        ['a body that is shorter than its length', 'truncated', truncation],
        ['a body that is longer than its length', 'too-short', traits.isSurplusDropped ? ResponseParseError : NetworkError],
        ['a body that is no gzip', 'bad-gzip', NetworkError],
        ['a gzip that is cut', 'cut-gzip', traits.isCutGzipTold ? NetworkError : ResponseParseError],
        ['a body that is no JSON', 'html', ResponseParseError, { text: '<html>' }],
        ['a head that does not come', 'hang', RequestTimeoutError, { phase: 'head', timeout: 300 }],
        ['a head that comes byte by byte', 'loris', RequestTimeoutError, { phase: 'head', timeout: 300 }],
        ['a body that falls silent', 'silent', RequestTimeoutError, { phase: 'idle', timeout: 300 }],
        ['a status', 'status?status=503', HttpStatusError, { status: 503, body: { why: 'asked' } }],
        ['a status whose body is cut', 'truncated-error', HttpStatusError, { status: 500, body: '[1,' }],
        ['a redirection without end', 'loop', NetworkError],
      ];
      for (const [what, path, type, detail = {}] of faults) {
        it(`ends ${what} with one ${type.name} that knows its request and no secret`, async () => {
          await expectFault(http.get(path, secret(type === RequestTimeoutError ? 300 : IN_TIME)), type, detail);
        });
      }

      it('ends a refused connection with one NetworkError', async () => {
        await expectFault(http.get(`http://127.0.0.1:${await closedPort()}/`, secret()), NetworkError);
      });

      it('ends a TLS handshake that fails with one NetworkError', async () => {
        const tls = await startBareTls();
        await expectFault(http.get(`https://127.0.0.1:${tls.port}/`, secret()), NetworkError);
        await expectFault(http.get(`${server.origin.replace('http:', 'https:')}/json`, secret()), NetworkError);
        await tls.close();
      });

      it('outlives connections that are closed against the promise to keep them', async () => {
        // Of a server of its own: a connection that it has just closed may be the next that is used.
        const own = await startFaultServer();
        const patient = http.extend({ baseUrl: own.origin, policy: protect({ retry: { initialInterval: 1, maxRetries: 10 } }) });
        const answers = await outcomeOf(range(30).pipe(concatMap(() => patient.get('early-close'))));
        expect(answers).toEqual({ values: Array.from({ length: 30 }, () => true) });
        await own.close();
      });

      it('ends a name that nobody has with one NetworkError', async () => {
        await expectFault(http.get('http://breakwater.invalid/', secret()), NetworkError);
      });

      it("ends a redirection with redirect: 'error' with one NetworkError", async () => {
        await expectFault(http.get('redirect?to=/json', { ...secret(), init: { redirect: 'error' } }), NetworkError);
      });

      it('ends a protocol or method that fetch refuses with one RequestError', async () => {
        await expectFault(http.get('ftp://joe:s3cret@127.0.0.1/', secret()), RequestError);
        await expectFault(http.request('TRACE', 'json', secret()), RequestError);
      });

      it('goes on after each of them', async () => {
        expect(await outcomeOf(http.get('json'))).toEqual({ values: [WORLD] });
      });
    });

    describe('streams', () => {
      it('hands chunks out as they come: the server sends the second when the first has arrived', async () => {
        const chunks: string[] = [];
        const dialogue$ = http.get('dialogue', { params: { key }, as: text$ }).pipe(
          tap((chunk) => chunks.push(chunk)),
          mergeMap((chunk) => (chunk === 'first' ? http.get('proceed', { params: { key } }) : [chunk])),
        );
        expect((await outcomeOf(dialogue$)).error).toBeUndefined();
        expect(chunks).toEqual(['first', 'second']);
      });

      it('reads a large body whole, chunk by chunk', async () => {
        let loaded = 0;
        let most = 0;
        const count = tap((chunk: Uint8Array) => {
          loaded += chunk.byteLength;
          most = Math.max(most, chunk.byteLength);
        });
        const { error } = await outcomeOf(http.get('flood', { params: { key }, as: ({ body }) => body.pipe(count) }));
        expect(error).toBeUndefined();
        expect(loaded).toBe(FLOOD_BYTES);
        expect(most).toBeLessThan(2 ** 22);
        expect(aborts).not.toHaveBeenCalled();
      }, 30_000);

      it('reads no further than buffers go while nobody pulls', async () => {
        const { values } = await outcomeOf(http.request('GET', 'flood', { params: { key } }));
        await outcomeOf(timer(300));
        expect(server.of(key).written).toBeLessThan(FLOOD_BYTES);
        values[0]!.body.subscribe().unsubscribe();
        await server.of(key).left;
      });

      it('closes the connection when it has enough', async () => {
        const { values } = await outcomeOf(http.get('flood', { params: { key }, as: ({ body }) => body }).pipe(take(2)));
        expect(values.length).toBe(2);
        expect(aborts).toHaveBeenCalled();
        await server.of(key).left;
        expect(server.of(key).written).toBeLessThan(FLOOD_BYTES);
      });

      it('gives a body to one subscriber only', async () => {
        const { values } = await outcomeOf(http.request('GET', 'json'));
        expect((await outcomeOf(values[0]!.body)).error).toBeUndefined();
        expect((await outcomeOf(values[0]!.body)).error).toEqual(
          new TypeError('The body of a response can be read only once, and it has been.'),
        );
      });
    });

    describe('unsubscribing', () => {
      it('aborts before the head, in the same frame, and the server sees it', async () => {
        const subscription = http.get('hang', { params: { key } }).subscribe({ next: fail, error: fail, complete: fail });
        await server.of(key).arrived;
        expect(aborts).not.toHaveBeenCalled();
        subscription.unsubscribe();
        expect(aborts).toHaveBeenCalled();
        await server.of(key).left;
      });

      it('aborts in the body, in the same frame, and the server sees it', async () => {
        let subscription = Subscription.EMPTY;
        await new Promise<void>((resolve) => {
          const silent$ = http.get('silent', { params: { key }, as: ({ body }) => body });
          subscription = silent$.subscribe({ next: () => resolve(), error: fail, complete: fail });
        });
        expect(aborts).not.toHaveBeenCalled();
        subscription.unsubscribe();
        expect(aborts).toHaveBeenCalled();
        await server.of(key).left;
      });

      it('aborts while the body is joined by a decoder', async () => {
        for (const as of [text(), bytes()]) {
          const own = `${key} ${++keys}`;
          const subscription = http
            .get<unknown>('silent', { params: { key: own }, as })
            .subscribe({ next: fail, error: fail, complete: fail });
          await server.of(own).arrived;
          await outcomeOf(timer(50));
          subscription.unsubscribe();
          expect(aborts).toHaveBeenCalled();
          aborts.calls.reset();
          await server.of(own).left;
        }
      });

      it('right after subscribing tells nobody anything', async () => {
        http.get('json').subscribe({ next: fail, error: fail, complete: fail }).unsubscribe();
        expect(await outcomeOf(http.get('json'))).toEqual({ values: [WORLD] });
      });

      it("by the caller's signal passes the reason on, and the server sees it", async () => {
        const controller = new AbortController();
        const reason = new Error('left');
        const outcome = outcomeOf(http.get('hang', { params: { key }, signal: controller.signal }));
        await server.of(key).arrived;
        controller.abort(reason);
        expect((await outcome).error).toBe(reason);
        await server.of(key).left;
      });
    });
  });
}

/** One error, of one class, with its request, and with no secret anywhere that `console.log` could get at. */
async function expectFault(call: Observable<unknown>, type: new (...args: never[]) => Error, detail: object = {}): Promise<void> {
  const { values, error } = await outcomeOf(call);
  expect(values).toEqual([]);
  expect(error).toBeInstanceOf(type);
  expect({ ...(error as object) }).toEqual(jasmine.objectContaining(detail));
  expect((error as NetworkError).request?.method).toMatch(/^GET|TRACE$/);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('s3cret');
  expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('s3cret');
}

/** Milliseconds that nothing takes, however busy the machine is. */
const IN_TIME = 4000;

function secret(timeout = IN_TIME): RequestOptions<never> {
  const headers = { Authorization: 'Bearer s3cret', 'X-Api-Key': 's3cret', Cookie: 'session=s3cret' };
  return { params: { token: 's3cret' }, headers, timeout };
}
