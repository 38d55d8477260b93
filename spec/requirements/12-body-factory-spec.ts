import { NEVER, switchMap } from 'rxjs';
import {
  NetworkError,
  createHttpClient,
  fetchTransport,
  protect,
  RequestError,
  type HttpInterceptor,
  type RequestBody,
} from '../../src/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { errorOf, outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';
const retry = { maxRetries: 2, jitter: 'none' as const, initialInterval: 1, shouldRetry: () => true };

function sendTwiceOrThrice(body: RequestBody): { readonly transport: MarbleTransport; readonly error: unknown } {
  const transport = createMarbleTransport().answer(/./, '-#');
  let error: unknown;
  inVirtualTime(({ flush }) => {
    const http = createHttpClient({ transport, policy: protect({ retry }) });
    http.put(url, body).subscribe({ error: (thrown: unknown) => (error = thrown) });
    flush();
  });
  return { transport, error };
}

describe('12: a body factory is called again per attempt; a one-shot stream is never sent twice, and the error says why; form data keeps working', () => {
  it('calls a factory once for each attempt, and sends what it gave for that one', () => {
    let calls = 0;
    const { transport, error } = sendTwiceOrThrice(() => ({ call: ++calls }));
    expect(transport.requests.map(({ request }) => request.body)).toEqual(['{"call":1}', '{"call":2}', '{"call":3}']);
    expect(calls).toBe(3);
    expect(error).toBeInstanceOf(NetworkError);
  });

  it('calls no factory before an attempt is made', () => {
    let calls = 0;
    const http = createHttpClient({ transport: createMarbleTransport().answer(/./, '-h|') });
    const factory = (): RequestBody => [++calls];
    http
      .put(url, factory, { policy: () => NEVER })
      .subscribe()
      .unsubscribe();
    http.put(url, factory);
    expect(calls).toBe(0);
    http.put(url, factory).subscribe().unsubscribe();
    expect(calls).toBe(1);
  });

  it('lets a factory give a fresh stream for each attempt', () => {
    const { transport } = sendTwiceOrThrice(() => new ReadableStream());
    const bodies = transport.requests.map(({ request }) => request.body);
    expect(bodies.length).toBe(3);
    expect(new Set(bodies).size).toBe(3);
  });

  const streams: [what: string, create: () => RequestBody][] = [
    ['web stream', () => new ReadableStream()],
    ['async iterable', () => ({ async *[Symbol.asyncIterator]() {} })],
  ];
  for (const [what, create] of streams) {
    it(`sends a ${what} once, and then errors with why and what to do`, () => {
      const { transport, error } = sendTwiceOrThrice(create());
      expect(transport.requests.length).toBe(1);
      expect(error).toBeInstanceOf(RequestError);
      expect((error as RequestError).message).toBe(
        'The body is a stream, which can be sent only once, and it has been sent. Give a factory, () => stream.',
      );
      expect((error as RequestError).request?.method).toBe('PUT');
    });

    it(`does not send a ${what} for a second subscription either`, async () => {
      const transport = createMarbleTransport().answer(/./, '(h|)');
      const call$ = createHttpClient({ transport }).put(url, create());
      expect((await outcomeOf(call$)).error).toBeUndefined();
      expect((await outcomeOf(call$)).error).toBeInstanceOf(RequestError);
      expect(transport.requests.length).toBe(1);
    });
  }

  it('refuses a stream that a factory gives although it is being read', async () => {
    const stream = new ReadableStream<Uint8Array>();
    stream.getReader();
    const fetch = jasmine.createSpy('fetch');
    const { error } = await outcomeOf(createHttpClient({ transport: fetchTransport({ fetch }) }).put(url, () => stream));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as RequestError).message).toMatch(
      /a stream that has been read already; give a factory, \(\) => stream, that makes a new one each time\.$/,
    );
    expect(fetch).not.toHaveBeenCalled();
  });

  it('sends the same form data on every attempt, under the boundary that fetch chooses', async () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('file', new Blob(['content']), 'name.txt');
    const texts: string[] = [];
    const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
      const request = new Request(input as string, init);
      const boundary = /boundary=(.+)$/.exec(request.headers.get('content-type')!)![1]!;
      texts.push((await request.text()).replaceAll(boundary, 'BOUNDARY'));
      return new Response('{}', { status: texts.length < 3 ? 503 : 200 });
    };
    const http = createHttpClient({ transport: fetchTransport({ fetch: fetch }), policy: protect({ retry }) });
    expect((await outcomeOf(http.put(url, form))).values).toEqual([{}]);
    expect(texts.length).toBe(3);
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/name="a"\r\n\r\n1\r\n--BOUNDARY[^]*filename="name\.txt"[^]*content\r\n--BOUNDARY--/);
  });

  it('refuses a stream that an interceptor sends again, and one that another call has sent, with locks or without', async () => {
    const sent: unknown[] = [];
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
      sent.push(init?.body);
      return Promise.resolve(new Response(null, { status: 401 }));
    };
    const again: HttpInterceptor = (request, next) => next(request).pipe(switchMap(() => next(request.clone({ setHeaders: { A: '1' } }))));
    const transport = fetchTransport({ fetch });
    const chunks: AsyncIterable<Uint8Array> = {
      async *[Symbol.asyncIterator]() {
        yield new Uint8Array(1);
      },
    };
    const first = await errorOf(createHttpClient({ transport, interceptors: [again] }).put('https://api.example.com/x', chunks));
    const second = await errorOf(createHttpClient({ transport }).put('https://api.example.com/x', () => chunks));
    expect([first, second]).toEqual([jasmine.any(RequestError), jasmine.any(RequestError)]);
    expect(sent).toEqual([chunks]);
  });
});
