import '@angular/compiler';
import { HttpClient, HttpErrorResponse, HttpEventType, provideHttpClient, type HttpEvent } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { NEVER, type Observable } from 'rxjs';
import { provideHttpTransport } from '../../src/angular/index.js';
import { errorKind, NetworkError, RequestError, RequestTimeoutError, type HttpTransport } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { PAGE, useProviders } from '../support/angular.js';
import { inVirtualTime } from '../support/virtual-time.js';

function clientOver(transport: HttpTransport): HttpClient {
  useProviders(provideHttpClient(), provideHttpTransport(transport));
  return TestBed.inject(HttpClient);
}

/** What one call came to, in virtual time. */
function outcome(call: (client: HttpClient) => Observable<unknown>, transport: HttpTransport): unknown[] {
  const seen: unknown[] = [];
  inVirtualTime(({ flush, scheduler }) => {
    call(clientOver(transport)).subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push(`done at ${scheduler.now()}`),
    });
    flush();
  });
  return seen;
}

describe('provideHttpTransport', () => {
  it("answers Angular's HttpClient from a transport", () => {
    const transport = createMarbleTransport().answer(`POST ${PAGE}items?page=2`, { marbles: '--h-a|', values: { a: [1, 2] } });
    const seen = outcome((client) => client.post('items', { a: 1 }, { params: { page: 2 }, headers: { 'X-Trace': 'a' } }), transport);
    expect(seen).toEqual([[1, 2], 'done at 5']);
    const [{ request }] = transport.requests as [(typeof transport.requests)[number]];
    expect([request.body, request.headers.get('content-type')]).toEqual(['{"a":1}', 'application/json']);
    expect([request.headers.get('x-trace'), request.headers.get('accept')]).toEqual(['a', 'application/json, text/plain, */*']);
  });

  it('tells head and progress where they are asked for', () => {
    const transport = createMarbleTransport().answer('GET /a', {
      marbles: '--h-a-b|',
      values: { h: { headers: { 'Content-Length': '4' } }, a: 'on', b: 'es' },
    });
    const seen = outcome(
      (client) => client.get('/a', { observe: 'events', reportProgress: true, responseType: 'text' }),
      transport,
    ) as HttpEvent<unknown>[];
    expect(seen.slice(0, -1)).toEqual([
      { type: HttpEventType.Sent },
      jasmine.objectContaining({ type: HttpEventType.ResponseHeader, status: 200 }),
      { type: HttpEventType.DownloadProgress, loaded: 2, total: 4, partialText: 'on' },
      { type: HttpEventType.DownloadProgress, loaded: 4, total: 4, partialText: 'ones' },
      jasmine.objectContaining({ type: HttpEventType.Response, status: 200, body: 'ones' }),
    ] as never);
  });

  it('tells text that is cut in the middle of a character, and no total that the server has not told', () => {
    const transport = createMarbleTransport().answer('GET /a', {
      marbles: '--h-a-b|',
      values: { a: new Uint8Array([0x61, 0xc3]), b: new Uint8Array([0xa9]) },
    });
    const seen = outcome((client) => client.get('/a', { observe: 'events', reportProgress: true, responseType: 'text' }), transport);
    expect(seen.slice(2, 4)).toEqual([
      { type: HttpEventType.DownloadProgress, loaded: 2, total: undefined, partialText: 'a' },
      { type: HttpEventType.DownloadProgress, loaded: 3, total: undefined, partialText: 'aé' },
    ]);
  });

  it('leaves the content type and what is accepted to the caller', () => {
    const transport = createMarbleTransport().answer('POST /a', 'h|');
    const headers = { Accept: 'text/csv', 'Content-Type': 'application/merge-patch+json' };
    outcome((client) => client.post('/a', { a: 1 }, { headers }), transport);
    const sent = transport.requests[0]!.request.headers;
    expect([sent.get('accept'), sent.get('content-type')]).toEqual(['text/csv', 'application/merge-patch+json']);
  });

  it('reads what was asked for', async () => {
    const read = (responseType: 'text' | 'arraybuffer' | 'blob' | 'json', text: string): unknown => {
      const transport = createMarbleTransport().answer('GET /a', {
        marbles: 'ha|',
        values: { h: { headers: { 'Content-Type': 'text/x' } }, a: text },
      });
      return outcome((client) => client.get('/a', { responseType: responseType as 'json' }), transport)[0];
    };
    expect(read('text', 'one')).toBe('one');
    expect(new TextDecoder().decode(read('arraybuffer', 'one') as ArrayBuffer)).toBe('one');
    const blob = read('blob', 'one') as Blob;
    expect([blob.type, await blob.text()]).toEqual(['text/x', 'one']);
    expect(read('json', ')]}\',\n{"a":1}')).toEqual({ a: 1 });
    expect(read('json', '')).toBeNull();
  });

  it('makes an HttpErrorResponse of another status, with its body, and of JSON that is none', () => {
    const refuse = (status: number, text: string): HttpErrorResponse => {
      const transport = createMarbleTransport().answer('GET /a', {
        marbles: 'ha|',
        values: { h: { status, headers: { 'Retry-After': '2' } }, a: text },
      });
      return outcome((client) => client.get('/a'), transport)[0] as HttpErrorResponse;
    };
    const busy = refuse(503, '{"why":"busy"}');
    expect(busy).toBeInstanceOf(HttpErrorResponse);
    expect([busy.status, busy.error, busy.headers.get('retry-after')]).toEqual([503, { why: 'busy' }, '2']);
    expect(refuse(500, '<html>').error).toBe('<html>');
    const broken = refuse(200, '<html>');
    expect([broken.status, errorKind(broken)]).toEqual([200, 'parse']);
    expect(broken.error).toEqual({ error: jasmine.any(SyntaxError), text: '<html>' });
  });

  it('tells what the transport errors with as an error of status 0', () => {
    const broken = createMarbleTransport().answer('GET /a', { marbles: '--#' });
    const [error] = outcome((client) => client.get('/a'), broken) as [HttpErrorResponse];
    expect([error.status, error.error, errorKind(error)]).toEqual([0, jasmine.any(NetworkError), 'network']);
    const [cut] = outcome(
      (client) => client.get('/a'),
      createMarbleTransport().answer('GET /a', { marbles: '-h-a-#', values: { a: 'x' } }),
    ) as [HttpErrorResponse];
    expect([cut.status, errorKind(cut)]).toEqual([0, 'network']);
    const [refused] = outcome((client) => client.jsonp('/a', 'callback'), broken) as [HttpErrorResponse];
    expect([refused.error, errorKind(refused)]).toEqual([jasmine.any(RequestError), 'request']);
  });

  it('keeps the timeout that a request asks for, and cancels with its caller', () => {
    const [late] = outcome(
      (client) => client.get('/a', { timeout: 5 }),
      () => NEVER,
    ) as [HttpErrorResponse];
    expect([late.error, errorKind(late)]).toEqual([new RequestTimeoutError('total', 5), 'timeout']);
    inVirtualTime(({ cold, expectSubscriptions, expectObservable }) => {
      const silent = cold<never>('-');
      expectObservable(clientOver(() => silent).get('/a'), '--!').toBe('---');
      expectSubscriptions(silent.subscriptions).toBe('^-!');
    });
  });

  it("hands on what a request says of credentials and the browser's cache", () => {
    const transport = createMarbleTransport().answer('GET /a', 'h|');
    outcome((client) => client.get('/a', { withCredentials: true, cache: 'no-store' }), transport);
    expect(transport.requests[0]?.request.init).toEqual(jasmine.objectContaining({ credentials: 'include', cache: 'no-store' }));
  });

  it('refuses what is no transport', () => {
    expect(() => provideHttpTransport({} as never)).toThrowError(RangeError, /^transport must be a function/);
  });
});
