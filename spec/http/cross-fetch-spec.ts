import { createHttpClient, fetchTransport, RequestError, type HttpClient, type RequestBody } from '../../src/index.js';
import { streamOf } from '../../src/http/streamed-body.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

const url = 'https://api.example.com/x';

/** A client over a fetch that says, as cross-fetch does, that it is none of the platform's; and what it was called with. */
function overCrossFetch(): { readonly http: HttpClient; readonly calls: RequestInit[] } {
  const calls: RequestInit[] = [];
  const send = (_: string, init: RequestInit): Promise<Response> => {
    calls.push(init);
    return Promise.resolve(new Response('{}'));
  };
  return { calls, http: createHttpClient({ transport: fetchTransport({ fetch: Object.assign(send, { ponyfill: true }) as never }) }) };
}

async function sent(body: RequestBody, headers: HeadersInit = {}): Promise<RequestInit & { readonly type: string | null }> {
  const { http, calls } = overCrossFetch();
  expect((await outcomeOf(http.post(url, body, { headers }))).error).toBeUndefined();
  return { ...calls[0]!, type: (calls[0]!.headers as Headers).get('content-type') };
}

describe('fetchTransport, in front of cross-fetch', () => {
  it('sends a form as bytes, with its content type', async () => {
    const form = new FormData();
    form.set('a', '1');
    const { body, type, method, signal } = await sent(form);
    expect(body).toBeInstanceOf(Uint8Array);
    const read = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type! } }).formData();
    expect([...read]).toEqual([['a', '1']]);
    expect([method, signal]).toEqual(['POST', jasmine.any(AbortSignal)]);
  });

  it('sends a Blob as bytes, of its own type or of the one that is set', async () => {
    const blob = new Blob(['abc'], { type: 'text/plain' });
    expect(await sent(blob)).toEqual(jasmine.objectContaining({ body: new TextEncoder().encode('abc'), type: 'text/plain' }));
    expect((await sent(blob, { 'Content-Type': 'text/css' })).type).toBe('text/css');
    expect((await sent(new Blob(['abc']))).type).toBeNull();
  });

  const asIs: readonly [what: string, body: string | Uint8Array | DataView | URLSearchParams][] = [
    ['text', 'abc'],
    ['bytes', new Uint8Array([1])],
    ['a view of bytes', new DataView(new ArrayBuffer(1))],
    ['parameters', new URLSearchParams({ a: '1' })],
  ];
  for (const [what, body] of asIs) {
    it(`sends ${what} as it is`, async () => {
      expect((await sent(body)).body).toBe(body as BodyInit);
    });
  }

  it('sends no body where there is none', async () => {
    const { http, calls } = overCrossFetch();
    await outcomeOf(http.get(url));
    expect(calls[0]!.body).toBeUndefined();
  });

  it('refuses a stream, which would go as a text, and says what to give instead', async () => {
    const { http, calls } = overCrossFetch();
    const error = await errorOf(http.post(url, new ReadableStream()));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe(`POST ${url} can't be sent: this platform's fetch (cross-fetch) can't send a stream; give bytes or text.`);
    expect(calls.length).toBe(0);
  });

  it('refuses a Blob where the platform lacks Response, with which it is read', async () => {
    const { http, calls } = overCrossFetch();
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Response')!;
    Reflect.deleteProperty(globalThis, 'Response');
    const error = await errorOf(http.post(url, new Blob(['abc'])));
    Object.defineProperty(globalThis, 'Response', descriptor);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe(`POST ${url} can't be sent: this platform can't send forms or blobs; give bytes or text.`);
    expect(calls.length).toBe(0);
  });

  it('sends a stream that is made of a known body as that body', async () => {
    const { body, type } = await sent(streamOf('abc', 'text/plain', new ReadableStream()));
    expect([body, type]).toEqual(['abc', 'text/plain']);
  });
});
