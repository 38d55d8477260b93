import { concat, from, map, NEVER, of, throwError, type Observable } from 'rxjs';
import fc from 'fast-check';
import { createHttpClient, NetworkError, type HttpRequest } from '../../src/index.js';
import { eventSource, ndjson, serverSentEvents, type EventSourceOptions } from '../../src/streaming/index.js';
import { bytesOf, cutAt } from '../support/chunkings.js';
import { instantTransport } from '../support/instant-transport.js';
import { inVirtualTime } from '../support/virtual-time.js';

const DATA = ['a', 'b€', '', 'c\nc', 'd', '𝄞'];
const broken = new NetworkError('the body broke off');

/** The events as a server sends them; with ids from 1, or without. */
function block(data: string, id: number | undefined, end = '\n'): string {
  const lines = [...(id === undefined ? [] : [`id: ${id}`]), ...data.split('\n').map((line) => `data: ${line}`)];
  return [...lines, '', ''].join(end);
}

type Cut = 'break' | 'end' | 'stall';

interface Course {
  /** Where each connection is cut, in bytes of its body; when there are no more, it goes through. */
  readonly cuts: readonly number[];
  readonly how: Cut;
  /** The server sends the event again that it is asked to go on behind. */
  readonly isInclusive?: boolean;
  readonly hasIds?: boolean;
  readonly chunkPlaces?: readonly number[];
  readonly end?: string;
}

/** A server that goes on where `Last-Event-ID` says, and cuts its connections. */
function answer({ cuts, how, isInclusive, hasIds = true, chunkPlaces = [], end }: Course, connection: number, { headers }: HttpRequest) {
  const asked = Number(headers.get('last-event-id') ?? 0);
  if (asked === DATA.length) return { status: 204 };
  const first = isInclusive && asked > 0 ? asked - 1 : asked;
  const text = DATA.slice(first).map((data, index) => block(data, hasIds ? first + index + 1 : undefined, end));
  const whole = bytesOf(...text);
  const cut = cuts[connection];
  const bytes = cut === undefined ? whole : whole.slice(0, cut);
  const chunks = from(cutAt(bytes, chunkPlaces));
  const after: Observable<never> = how === 'break' ? throwError(() => broken) : NEVER;
  const body = cut === undefined || how === 'end' ? chunks : concat(chunks, after);
  return { headers: { 'content-type': 'text/event-stream' }, body };
}

/** What comes of an event source over such a server, when everything has come to rest. */
function run(course: Course, options: EventSourceOptions = {}): { seen: string[]; end: string; connections: number } {
  const seen: string[] = [];
  let end = 'none';
  let connections = 0;
  inVirtualTime(({ flush }) => {
    const transport = instantTransport((request) => answer(course, connections++, request));
    const http = createHttpClient({ transport });
    eventSource(http, 'https://api.example.com/x', { reconnect: { initialInterval: 10 }, idleTimeout: 50, ...options }).subscribe({
      next: ({ data }) => seen.push(data),
      error: (error: unknown) => (end = (error as Error).name),
      complete: () => (end = 'complete'),
    });
    flush();
  });
  return { seen, end, connections };
}

const length = bytesOf(...DATA.map((data, index) => block(data, index + 1))).length;
const everywhere = Array.from({ length: length + 1 }, (_, at) => at);

describe('13: a stream that broke off in the middle is never silently started again from the front', () => {
  for (const how of ['break', 'end', 'stall'] as const) {
    for (const isInclusive of [false, true]) {
      const server = isInclusive ? 'a server that sends the last event again' : 'a server that goes on behind it';
      it(`an event source is whole, in order and without repeats, wherever a ${how} cuts it, over ${server}`, () => {
        for (const at of everywhere) {
          expect(run({ cuts: [at], how, isInclusive })).toEqual(jasmine.objectContaining({ seen: DATA, end: 'complete' }));
        }
      });
    }
  }

  it('so it is with several cuts, any chunks, and any line ends', () => {
    const course = fc.record({
      cuts: fc.array(fc.nat(length), { maxLength: 5 }),
      how: fc.constantFrom('break' as const, 'end' as const, 'stall' as const),
      isInclusive: fc.boolean(),
      chunkPlaces: fc.array(fc.nat(length), { maxLength: 8 }),
      end: fc.constantFrom('\n', '\r', '\r\n'),
    });
    const property = fc.property(course, (given) => {
      const { seen, end } = run(given);
      expect([seen, end]).toEqual([DATA, 'complete']);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('a POST without ids that is cut errors, unless nothing was given out, and what was given out is the beginning', () => {
    const firstEvent = bytesOf(block(DATA[0]!, undefined)).length;
    for (const at of everywhere.filter((place) => place < bytesOf(...DATA.map((data) => block(data, undefined))).length)) {
      const { seen, end, connections } = run({ cuts: [at], how: 'break', hasIds: false }, { method: 'POST' });
      const isUntouched = at < firstEvent;
      expect(seen).toEqual(isUntouched ? DATA : DATA.slice(0, seen.length));
      expect([end, connections]).toEqual(isUntouched ? ['complete', 2] : ['NetworkError', 1]);
    }
  });

  it('a POST with ids goes on behind them', () => {
    for (const at of everywhere) {
      expect(run({ cuts: [at], how: 'break' }, { method: 'POST', body: {} })).toEqual(jasmine.objectContaining({ seen: DATA }));
    }
  });

  it('a decoder alone gives out the beginning, and errors, wherever its body is cut', () => {
    const text = '{"n":1}\n{"n":2}\n"€"\n';
    const values = [{ n: 1 }, { n: 2 }, '€'];
    const bytes = bytesOf(text);
    for (let at = 0; at <= bytes.length; at++) {
      const body = concat(of(bytes.slice(0, at)), throwError(() => broken)); // prettier-ignore
      const http = createHttpClient({ transport: instantTransport(() => ({ body, headers: { 'content-type': 'text/event-stream' } })) });
      const seen: unknown[] = [];
      http
        .get('https://api.example.com/x', { as: ndjson() })
        .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
      const whole = new TextDecoder().decode(bytes.slice(0, at)).split('\n').length - 1;
      expect(seen).toEqual([...values.slice(0, whole), broken]);
      const events = http.get('https://api.example.com/x', { as: serverSentEvents() }).pipe(map(({ data }) => data));
      events.subscribe({ next: fail, error: (error: unknown) => expect(error).toBe(broken) });
    }
  });
});
