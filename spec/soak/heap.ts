// Shows that requests leave nothing behind: a million over one client, breaker and bucket, and the heap where 100,000 left it.
// `npm run soak` runs it. Every request goes through headers, an interceptor, transport, decoder and the whole policy; a part of
// them fail, are retried, refused, or left by their caller. The transport answers from memory, so that nothing else fills the heap.
import { defer, EMPTY, from, lastValueFrom, mergeMap, of, range, take, timer, type Observable } from 'rxjs';
import { CircuitBreaker, createHttpClient, NetworkError, protect, TokenBucket, type HttpResponse, type HttpTransport } from 'breakwater';
import { heapAfterCollection, mb, NOISE_BYTES } from './heap-after-collection.js';

const REQUESTS = Number(process.argv[2] ?? 1_000_000);
const WARM_UP = REQUESTS / 10;

const body = new TextEncoder().encode('{"ok":true}');
let asked = 0;
const transport: HttpTransport = (request) =>
  defer((): Observable<HttpResponse> => {
    asked++;
    if (asked % 10 === 0) throw new NetworkError('no answer', { request });
    const status = asked % 7 === 0 ? 503 : 200;
    const answer = { request, url: request.url, status, statusText: '', headers: new Headers(), redirected: false, body: of(body) };
    return asked % 3 === 0 ? timer(0).pipe(mergeMap(() => of(answer))) : of(answer);
  });

const breaker = new CircuitBreaker({ failureThreshold: 5, openDuration: 1 });
const bucket = new TokenBucket({ capacity: 1_000, refillPerSecond: 1_000_000 });
const http = createHttpClient({
  baseUrl: 'https://api.example.com',
  transport,
  headers: () => ({ 'X-Soak': 'yes' }),
  interceptors: [(request, next) => next(request)],
  policy: protect({ totalTimeout: 60_000, attemptTimeout: 10_000, retry: { initialInterval: 1 }, limiter: bucket, breaker }),
});
breaker.state$.subscribe();
bucket.state$.subscribe();
http.events$.subscribe();

async function send(count: number): Promise<void> {
  const controller = new AbortController();
  await lastValueFrom(
    range(0, count).pipe(
      mergeMap((index) => {
        const request = http.get('/things', { params: { index }, signal: controller.signal });
        return defer(() => (index % 50 === 0 ? request.pipe(take(1)) : request)).pipe((source) => settle(source));
      }, 200),
    ),
    { defaultValue: undefined },
  );
}

/** Ends quietly, whatever happens: the soak is about what stays behind. */
function settle(source: Observable<unknown>): Observable<never> {
  return from(lastValueFrom(source, { defaultValue: undefined }).catch(() => undefined)).pipe(mergeMap(() => EMPTY));
}

await send(WARM_UP);
const early = await heapAfterCollection();
console.log(`after ${WARM_UP} requests: ${mb(early)}`);
await send(REQUESTS - WARM_UP);
const late = await heapAfterCollection();
console.log(`after ${REQUESTS} requests: ${mb(late)} (${late >= early ? '+' : ''}${mb(late - early)})`);
console.log(`attempts ${asked}; breaker ${JSON.stringify(breaker.metrics)}; bucket ${JSON.stringify(bucket.metrics)}`);
const isFlat = late - early < NOISE_BYTES;
console.log(isFlat ? 'flat' : `not flat: grown by more than ${mb(NOISE_BYTES)}`);
process.exitCode = isFlat ? 0 : 1;
