import { inspect } from 'node:util';
import { map, type Observable } from 'rxjs';
import {
  createHttpClient,
  NetworkError,
  text,
  type HttpClient,
  type HttpResponse,
  type HttpTransport,
  type RequestBody,
} from '../../src/index.js';
import { outcomeOf } from './outcome.js';
import { serve, type Served } from './serve.js';

/** What the platforms' ways of following differ in. */
export interface RedirectionTraits {
  /** How many are followed one after the other. */
  readonly most: number;
  /** Whether bytes arrive behind a redirection that repeats the body. */
  readonly sendsBytesAgain: boolean;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What fetch does is the rule; every transport goes through the same tables. */
export function describeRedirections(name: string, createTransport: () => HttpTransport, traits: RedirectionTraits): void {
  describe(`redirections by ${name}`, () => {
    let server: Served;
    let http: HttpClient;

    beforeAll(async () => {
      server = await serve((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { searchParams, pathname } = new URL(request.url!, 'http://localhost');
          const status = Number(searchParams.get('status'));
          const left = Number(searchParams.get('left') ?? 0);
          if (pathname === '/chain' && left > 0) {
            response.writeHead(302, { location: `/chain?left=${left - 1}` }).end('x'.repeat(Number(searchParams.get('ballast') ?? 0)));
          } else if (status > 0) {
            const to = searchParams.get('to');
            response.writeHead(status, to === null ? {} : { location: to }).end('moved');
          } else {
            const { method, url, headers } = request;
            response.setHeader('x-method', method!);
            response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
          }
        });
      });
      http = createHttpClient({ baseUrl: server.origin, transport: createTransport(), timeout: 5000 });
    });
    afterAll(() => server.close());

    const send = async (method: string, status: number, to: string, body?: RequestBody): Promise<Seen> => {
      const headers = { 'Content-Language': 'en', A: '1' };
      const as = { params: { status, to }, headers, body, as: readJson };
      const { values, error } = await outcomeOf(http.request(method, 'from', as));
      if (error) throw error;
      return values[0]!;
    };

    const rules: [status: number, method: string, becomes: string, body: string][] = [
      [301, 'GET', 'GET', ''],
      [301, 'POST', 'GET', ''],
      [301, 'PUT', 'PUT', 'text'],
      [301, 'DELETE', 'DELETE', 'text'],
      [302, 'POST', 'GET', ''],
      [302, 'PATCH', 'PATCH', 'text'],
      [303, 'GET', 'GET', ''],
      [303, 'POST', 'GET', ''],
      [303, 'PUT', 'GET', ''],
      [307, 'GET', 'GET', ''],
      [307, 'POST', 'POST', 'text'],
      [307, 'PUT', 'PUT', 'text'],
      [308, 'POST', 'POST', 'text'],
    ];
    for (const [status, method, becomes, body] of rules) {
      it(`${status} makes of ${method} a ${becomes} ${body === '' ? 'without a body' : 'with its body'}`, async () => {
        const seen = await send(method, status, '/to', method === 'GET' ? undefined : 'text');
        expect([seen.method, seen.url, seen.body, seen.headers.a]).toEqual([becomes, '/to', body, '1']);
        const keepsBody = body !== '' || method === 'GET';
        expect(seen.headers['content-language']).toBe(keepsBody ? 'en' : undefined!);
        expect('content-type' in seen.headers).toBe(body !== '');
      });
    }

    it('303 leaves HEAD as it is', async () => {
      const { values } = await outcomeOf(http.head('from', { params: { status: 303, to: '/to' } }));
      expect([values[0]!.status, values[0]!.redirected, values[0]!.url]).toEqual([200, true, `${server.origin}/to`]);
      expect(values[0]!.headers.get('x-method')).toBe('HEAD');
    });

    const bytes = traits.sendsBytesAgain ? [new TextEncoder().encode('text')] : [];
    for (const body of [new Blob(['text']), new URLSearchParams({ a: '1' }), ...bytes]) {
      it(`sends ${body.constructor.name} again`, async () => {
        expect((await send('POST', 307, '/to', body)).body).toBe(body instanceof URLSearchParams ? 'a=1' : 'text');
      });
    }

    for (const status of [301, 302, 307, 308]) {
      it(`can't send a stream again after ${status}`, async () => {
        await expectAsync(send('POST', status, '/to', new Blob(['text']).stream())).toBeRejectedWithError(NetworkError);
      });
    }

    it('follows 303 after a stream', async () => {
      expect((await send('POST', 303, '/to', new Blob(['text']).stream())).method).toBe('GET');
    });

    const elsewhere = (): string => server.origin.replace('127.0.0.1', 'localhost');
    it('takes what is meant for one server only to no other origin', async () => {
      const headers = { Authorization: 'Bearer s3cret', Cookie: 'a=1', 'Proxy-Authorization': 'Basic s3cret', A: '1' };
      const there = http.request<Seen>('GET', 'from', { params: { status: 302, to: `${elsewhere()}/to` }, headers, as: readJson });
      const { values } = await outcomeOf(there);
      expect(Object.keys(values[0]!.headers)).not.toContain('authorization');
      expect(Object.keys(values[0]!.headers)).not.toContain('cookie');
      expect(Object.keys(values[0]!.headers)).not.toContain('proxy-authorization');
      expect(values[0]!.headers.host).toBe(new URL(elsewhere()).host);
      expect(values[0]!.headers.a).toBe('1');
    });

    it('gives an answer without Location out as it is', async () => {
      const { values } = await outcomeOf(http.request('GET', 'from?status=302', { acceptStatus: () => true }));
      expect([values[0]!.status, values[0]!.redirected]).toEqual([302, false]);
      await outcomeOf(values[0]!.body);
    });

    it('gives 300 and 304 out as they are', async () => {
      for (const status of [300, 304]) {
        const { values } = await outcomeOf(http.request('GET', 'from', { params: { status, to: '/to' }, acceptStatus: () => true }));
        expect(values[0]!.status).toBe(status);
        await outcomeOf(values[0]!.body);
      }
    });

    it(`follows ${traits.most} and no more`, async () => {
      const { values } = await outcomeOf(http.request('GET', 'chain', { params: { left: traits.most } }));
      expect([values[0]!.status, values[0]!.redirected, values[0]!.url]).toEqual([200, true, `${server.origin}/chain?left=0`]);
      await outcomeOf(values[0]!.body);
      expect((await outcomeOf(http.request('GET', 'chain', { params: { left: traits.most + 1 } }))).error).toBeInstanceOf(NetworkError);
    });

    it('tells the URL without its fragment', async () => {
      const { values } = await outcomeOf(http.request('GET', 'from', { params: { status: 302, to: '/to#there' } }));
      expect(values[0]!.url).toBe(`${server.origin}/to`);
      await outcomeOf(values[0]!.body);
    });

    it('follows one whose body is large', async () => {
      expect((await outcomeOf(http.get('chain?left=1&ballast=5000000'))).error).toBeUndefined();
    });

    for (const to of ['ftp://127.0.0.1/', 'http://', 'http://joe:s3cret@127.0.0.1/', 'http://s3cret@127.0.0.1/']) {
      it(`doesn't follow to ${to}`, async () => {
        const { error } = await outcomeOf(http.get('from', { params: { status: 302, to } }));
        expect(error).toBeInstanceOf(NetworkError);
        expect(inspect((error as NetworkError).cause)).not.toContain('s3cret');
      });
    }
  });
}

function readJson(response: HttpResponse): Observable<Seen> {
  return text()(response).pipe(map((json) => JSON.parse(json) as Seen));
}
