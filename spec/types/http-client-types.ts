// Compiled by the type check, never run: what the compiler must infer, and what it must refuse.
import { of, type Observable } from 'rxjs';
import {
  blob,
  bytes,
  createHttpClient,
  discard,
  HttpContext,
  HttpContextToken,
  json,
  protect,
  response,
  text,
  type BodyDecoder,
  type HttpClientEvent,
  type HttpClientOptions,
  type HttpInterceptor,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type ResiliencePolicy,
} from '../../src/index.js';

interface Order {
  readonly id: number;
}

/** Compiles only where both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(actual: Actual, ...same: Same<Actual, Expected> extends true ? [] : [never]) => void;

const http = createHttpClient();
const decodeId: BodyDecoder<Order> = () => of({ id: 1 });

// The type of the body is what one says, or unknown.
expectType<Observable<unknown>>()(http.get('x'));
expectType<Observable<Order>>()(http.get<Order>('x'));
expectType<Observable<Order>>()(http.get<Order>(new URL('https://a.example/'), { params: { a: [1, undefined] } }));
expectType<Observable<Order>>()(http.post<Order>('x', { id: 1 }));
expectType<Observable<Order>>()(http.put<Order>('x'));
expectType<Observable<unknown>>()(http.patch('x', null));
expectType<Observable<Order[]>>()(http.delete<Order[]>('x', { body: [1] }));

// `as` tells it by itself.
expectType<Observable<string>>()(http.get('x', { as: text() }));
expectType<Observable<Uint8Array>>()(http.get('x', { as: bytes() }));
expectType<Observable<Blob>>()(http.get('x', { as: blob() }));
expectType<Observable<undefined>>()(http.post('x', {}, { as: discard() }));
expectType<Observable<HttpResponse>>()(http.get('x', { as: response() }));
expectType<Observable<Order>>()(http.get('x', { as: json<Order>() }));
expectType<Observable<Order>>()(http.delete('x', { as: decodeId }));
expectType<Observable<number>>()(http.get('x', { as: (answer) => of(answer.status) }));

// Without it, these hand the response out.
expectType<Observable<HttpResponse>>()(http.head('x'));
expectType<Observable<HttpResponse>>()(http.options('x', { headers: { A: '1' } }));
expectType<Observable<HttpResponse>>()(http.request('PURGE', 'x'));
expectType<Observable<HttpResponse>>()(http.request('PURGE', 'x', { body: 'b', acceptStatus: (status) => status < 500 }));
expectType<Observable<string>>()(http.request('PURGE', 'x', { as: text(), body: 'b' }));
expectType<Observable<number>>()(http.request('PURGE', 'x', { as: (answer) => of(answer.status) }));
expectType<Observable<HttpClientEvent>>()(http.events$);

// A decoder of another type than the one that is asked for is refused, and so are answers that have no body to decode.
// @ts-expect-error text is no Order
http.get<Order>('x', { as: text() });
// @ts-expect-error a decoder gives an Observable
http.get('x', { as: () => 'text' });
// @ts-expect-error HEAD has no body
http.head('x', { as: text() });
// @ts-expect-error no such option
http.get('x', { query: { a: 1 } });
// @ts-expect-error GET carries no body
http.get('x', { body: 'b' });
// @ts-expect-error an object is no query value
http.get('x', { params: { a: { b: 1 } } });
// @ts-expect-error a number is no body
http.post('x', 7);
// @ts-expect-error a timeout is a number of milliseconds
http.get('x', { timeout: '5s' });
// @ts-expect-error null is no policy of a client
createHttpClient({ policy: null });
http.get('x', { policy: null });

// Headers may come late.
const options: HttpClientOptions[] = [
  { headers: { A: '1' } },
  { headers: () => [['A', '1']] },
  { headers: (request) => of({ A: request.url }) },
  { headers: async () => new Headers() },
  // @ts-expect-error a number is no header
  { headers: () => of({ A: 1 }) },
];
void options;

// Requests and responses are read-only.
declare const request: HttpRequest;
// @ts-expect-error clone instead
request.url = 'https://b.example/';
// @ts-expect-error clone instead
request.init.redirect = 'error';
expectType<HttpRequest>()(request.clone({ method: 'PUT', body: { a: 1 }, setHeaders: { A: '1' } }));
declare const answer: HttpResponse;
// @ts-expect-error a response stays what it was
answer.status = 200;
expectType<Observable<Uint8Array>>()(answer.body);

// The context keeps the types of its tokens.
const TENANT = new HttpContextToken(() => 'none');
expectType<string>()(new HttpContext().set(TENANT, 'acme').get(TENANT));
// @ts-expect-error the tenant is a string
new HttpContext().set(TENANT, 7);

// The seams fit each other.
const transport: HttpTransport = (sent) => of({ ...answer, request: sent });
const interceptor: HttpInterceptor = (sent, next) => next(sent.clone());
const policy: ResiliencePolicy = protect({});
createHttpClient({ transport, interceptors: [interceptor], policy }).extend({ transport, policy });
expectType<Observable<number>>()(of(1).pipe(policy));
// @ts-expect-error an interceptor answers with responses
createHttpClient({ interceptors: [() => of('text')] });

// Events are told apart by their type.
http.events$.subscribe((event) => {
  if (event.type === 'attempt') expectType<number>()(event.attempt);
  if (event.type === 'failed') expectType<unknown>()(event.error);
  // @ts-expect-error only an end has a duration
  if (event.type === 'started') void event.duration;
});

// Headers may be absent.
declare const token: string | undefined;
createHttpClient({ headers: () => (token ? { Authorization: token } : {}) });
createHttpClient({ headers: () => of({ Authorization: token, 'X-Tenant': null }) });
http.get('/x', { headers: { Authorization: token } });
// @ts-expect-error a number is no header value
http.get('/x', { headers: { 'X-Count': 7 } });
