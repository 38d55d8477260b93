import '@angular/compiler';
import {
  provideHttpClient,
  withInterceptors,
  HttpContext,
  HttpContextToken,
  HttpResponse,
  type HttpInterceptorFn,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { map, Subscription, throwError, type Observable } from 'rxjs';
import { angularTransport, type AngularTransportOptions } from '../../src/angular/index.js';
import { createHttpClient, HttpStatusError, NetworkError, RequestError, response, type HttpClient } from '../../src/index.js';
import { PAGE, useProviders } from '../support/angular.js';

function clientOver(options?: AngularTransportOptions): { http: HttpClient; backend: HttpTestingController } {
  useProviders(provideHttpClient(), provideHttpClientTesting());
  const transport = TestBed.runInInjectionContext(() => angularTransport(options));
  return { http: createHttpClient({ baseUrl: PAGE, transport }), backend: TestBed.inject(HttpTestingController) };
}

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

/** What nobody answers would end by the client's timeout, when other specs run. */
let running = new Subscription();

function outcome(call: Observable<unknown>): unknown[] {
  const seen: unknown[] = [];
  const end = (error: unknown): unknown => seen.push(error);
  running.add(call.subscribe({ next: (value) => seen.push(value), error: end, complete: () => seen.push('done') }));
  return seen;
}

describe('angularTransport', () => {
  beforeEach(() => (running = new Subscription()));
  afterEach(() => running.unsubscribe());

  it("sends through Angular's HttpClient, and reads what it hands out", () => {
    const { http, backend } = clientOver();
    const seen = outcome(http.post('items', { a: 1 }, { params: { page: 2 }, headers: { 'X-Trace': 'a' } }));
    const { request, flush } = bound(backend.expectOne(`${PAGE}items?page=2`));
    expect([request.method, request.body, request.headers.get('x-trace')]).toEqual(['POST', '{"a":1}', 'a']);
    expect(request.headers.get('content-type')).toBe('application/json');
    flush(bytes('[1,2]'));
    expect(seen).toEqual([[1, 2], 'done']);
  });

  it('hands out an answer of any status, with its headers', () => {
    const { http, backend } = clientOver();
    const seen = outcome(http.get('busy'));
    backend.expectOne(`${PAGE}busy`).flush(bytes('{"why":"busy"}'), {
      status: 503,
      statusText: 'Busy',
      headers: { 'Retry-After': '2', 'Content-Type': 'application/json' },
    });
    const [error] = seen as [HttpStatusError];
    expect(error).toBeInstanceOf(HttpStatusError);
    expect([error.status, error.body, error.retryAfter]).toEqual([503, { why: 'busy' }, 2000]);
  });

  it('hands out an answer that Angular takes for an error to who accepts its status', () => {
    const { http, backend } = clientOver();
    for (const status of [404, 500]) {
      const seen = outcome(http.get('odd', { acceptStatus: () => true }));
      backend.expectOne(`${PAGE}odd`).flush(bytes(`{"status":${status}}`), { status, statusText: 'Odd' });
      expect(seen).toEqual([{ status }, 'done']);
    }
  });

  it('tells where the answer came from', () => {
    const elsewhere: HttpInterceptorFn = (request, next) =>
      next(request).pipe(map((event) => (event instanceof HttpResponse ? event.clone({ url: `${PAGE}moved` }) : event)));
    useProviders(provideHttpClient(withInterceptors([elsewhere])), provideHttpClientTesting());
    const http = createHttpClient({ baseUrl: PAGE, transport: TestBed.runInInjectionContext(() => angularTransport()) });
    const seen = outcome(http.get('a', { as: response() }));
    TestBed.inject(HttpTestingController).expectOne(`${PAGE}a`).flush(bytes(''));
    expect(seen[0]).toEqual(jasmine.objectContaining({ url: `${PAGE}moved` }));
  });

  it('hands out an empty answer, and one that an interceptor made of something else', () => {
    const { http, backend } = clientOver();
    const empty = outcome(http.delete('7'));
    backend.expectOne(`${PAGE}7`).flush(null, { status: 204, statusText: 'No Content' });
    expect(empty).toEqual([undefined, 'done']);
    const whole = outcome(http.get('8', { as: response() }));
    backend.expectOne(`${PAGE}8`).flush(bytes(''));
    expect(whole[0]).toEqual(jasmine.objectContaining({ status: 200, url: `${PAGE}8`, redirected: false }));
  });

  it('errors with NetworkError when no answer comes', () => {
    const { http, backend } = clientOver();
    const seen = outcome(http.get('gone'));
    backend.expectOne(`${PAGE}gone`).error({ type: 'error' } as ProgressEvent);
    expect(seen).toEqual([jasmine.any(NetworkError)]);
  });

  it('cancels with its caller', () => {
    const { http, backend } = clientOver();
    http.get('slow').subscribe().unsubscribe();
    expect(backend.expectOne(`${PAGE}slow`).cancelled).toBeTrue();
  });

  it('sends bytes as they are, and no streams', () => {
    const { http, backend } = clientOver();
    running.add(http.put('raw', new Uint8Array([0, 1, 2, 3]).subarray(1, 3)).subscribe());
    expect(new Uint8Array(backend.expectOne(`${PAGE}raw`).request.body as ArrayBuffer)).toEqual(new Uint8Array([1, 2]));
    const seen = outcome(http.put('raw', new ReadableStream<Uint8Array>()));
    expect(seen).toEqual([jasmine.any(RequestError)]);
    backend.expectNone(`${PAGE}raw`);
  });

  it('asks for credentials as Angular does, and leaves them out where none are asked for', () => {
    const { http, backend } = clientOver();
    running.add(http.get('a', { init: { credentials: 'include' } }).subscribe());
    running.add(http.get('b').subscribe());
    expect(backend.expectOne(`${PAGE}a`).request.withCredentials).toBeTrue();
    expect(backend.expectOne(`${PAGE}b`).request.withCredentials).toBeFalse();
  });

  it('gives each request a context of its own, with what it was given', () => {
    const TENANT = new HttpContextToken(() => 'none');
    const { http, backend } = clientOver({ context: new HttpContext().set(TENANT, 'acme') });
    for (const name of ['a', 'b']) running.add(http.get(name).subscribe());
    const [first, second] = ['a', 'b'].map((name) => backend.expectOne(`${PAGE}${name}`).request.context);
    first!.set(TENANT, 'other');
    expect(second!.get(TENANT)).toBe('acme');
  });

  it("passes an interceptor's own error on", () => {
    const own = new Error('not logged in');
    useProviders(provideHttpClient(withInterceptors([() => throwError(() => own)])), provideHttpClientTesting());
    const http = createHttpClient({ baseUrl: PAGE, transport: TestBed.runInInjectionContext(() => angularTransport()) });
    expect(outcome(http.get('a'))).toEqual([own]);
  });
});

function bound(sent: TestRequest): { request: TestRequest['request']; flush: (body: ArrayBuffer) => void } {
  return { request: sent.request, flush: (body) => sent.flush(body) };
}
