// Compiled by the type check, never run: what the compiler must infer of the streaming API, and what it must refuse.
import { of, type Observable } from 'rxjs';
import { createHttpClient, RetryBudget, type BodyDecoder, type RequestBody } from '../../src/index.js';
import {
  chunks,
  download,
  drainMap,
  eventSource,
  iterate,
  lines,
  ndjson,
  paginate,
  serverSentEvents,
  uploadProgress,
  type DownloadEvent,
  type DownloadOptions,
  type EventSourceOptions,
  type ServerSentEvent,
} from '../../src/streaming/index.js';

interface Order {
  readonly id: number;
}

/** Compiles only where both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(actual: Actual, ...same: Same<Actual, Expected> extends true ? [] : [never]) => void;

const http = createHttpClient();

// Decoders tell the type of the values.
expectType<BodyDecoder<Order>>()(ndjson<Order>());
expectType<Observable<Order>>()(http.get('x', { as: ndjson<Order>({ onInvalid: 'skip', maxLineLength: undefined }) }));
expectType<Observable<string>>()(http.get('x', { as: lines() }));
expectType<Observable<Uint8Array>>()(http.get('x', { as: chunks() }));
expectType<Observable<ServerSentEvent>>()(http.post('x', {}, { as: serverSentEvents() }));
// @ts-expect-error no such rule
ndjson({ onInvalid: 'ignore' });

// eventSource
expectType<Observable<ServerSentEvent>>()(eventSource(http, new URL('https://a.example/'), { reconnect: { budget: new RetryBudget() } }));
export const events: EventSourceOptions = { method: 'POST', body: { a: 1 }, pauser: of(true), reconnect: false, idleTimeout: undefined };
// @ts-expect-error what it decodes is its own affair
eventSource(http, 'x', { as: lines() });
// @ts-expect-error to reconnect is the default
eventSource(http, 'x', { reconnect: true });

// A download's union is told apart by its type.
expectType<Observable<DownloadEvent>>()(download(http, 'x'));
export function bytesOf(event: DownloadEvent): Uint8Array | number | undefined {
  if (event.type === 'chunk') return event.bytes;
  // @ts-expect-error only a chunk has bytes
  void event.bytes;
  return event.type === 'progress' ? event.loaded : undefined;
}
export const options: DownloadOptions = { start: { at: 1, etag: '"a"' }, whenNotResumable: 'restart', retry: undefined };
// @ts-expect-error bytes to start behind need the ETag that they had
export const noEtag: DownloadOptions = { start: { at: 1 } };
// @ts-expect-error which statuses are good is its own affair
download(http, 'x', { acceptStatus: () => true });

// paginate
expectType<Observable<unknown>>()(paginate(http, 'x'));
expectType<Observable<Order[]>>()(paginate<Order[]>(http, 'x', { next: (page, head) => (page.length > 0 ? head.url : undefined) }));
expectType<Observable<string>>()(paginate(http, 'x', { as: lines() }));
// @ts-expect-error a page number is no address
paginate(http, 'x', { next: () => 2 });

// iterate and drainMap
expectType<AsyncIterableIterator<Order>>()(iterate(of<Order>({ id: 1 }), { maxBuffer: undefined }));
expectType<Observable<string>>()(of(1).pipe(drainMap((value, index) => of(`${value + index}`))));
expectType<Observable<string>>()(of(1).pipe(drainMap((value) => Promise.resolve(String(value)), 4)));
expectType<Observable<number>>()(of('a').pipe(drainMap((value) => [value.length], Infinity)));
// @ts-expect-error an inner value is no stream
of(1).pipe(drainMap((value) => value));

// uploadProgress
expectType<() => RequestBody>()(uploadProgress('a', ({ sent, total = 0 }) => void (sent / total)));
http.post('x', uploadProgress(() => new Blob(['a']).stream(), () => undefined)); // prettier-ignore
// @ts-expect-error a form has no bytes to count; a Blob of it has
uploadProgress(new FormData(), () => undefined);
// @ts-expect-error a stream can be sent once only
uploadProgress(new Blob(['a']).stream(), () => undefined);
