// How fast bytes become lines, values and events: the decoders over a response whose chunks come from a web stream, beside a loop over
// the same stream that does the same parsing by hand. `npm run bench -- streaming`.
import { createParser } from 'eventsource-parser';
import { mergeMap } from 'rxjs';
import { createHttpClient, fetchTransport, response, type BodyDecoder } from 'breakwater';
import { createLineParser, createServerSentEventParser, lines, ndjson, serverSentEvents } from 'breakwater/streaming';
import { compare } from './harness/compare.js';

const CHUNK_BYTES = 65_536;

function inChunks(text: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, at) => bytes.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES));
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

async function readByHand(chunks: readonly Uint8Array[], onText: (text: string) => void): Promise<void> {
  const reader = new Response(streamOf(chunks)).body!.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return onText(decoder.decode());
    onText(decoder.decode(value, { stream: true }));
  }
}

async function linesByHand(chunks: readonly Uint8Array[], onLine: (line: string) => void): Promise<void> {
  let rest = '';
  await readByHand(chunks, (text) => {
    const split = (rest + text).split('\n');
    rest = split.pop()!;
    for (const line of split) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  });
  if (rest !== '') onLine(rest);
}

/** The decoder over a response, or through the whole client, with all that watches a request. */
function decoded<T>(chunks: readonly Uint8Array[], decode: BodyDecoder<T>, onValue: (value: T) => void, isWhole = false): Promise<void> {
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(streamOf(chunks), { headers: { 'content-type': 'text/event-stream' } }));
  const http = createHttpClient({ transport: fetchTransport({ fetch }) });
  const url = 'http://localhost/';
  const values = isWhole ? http.get(url, { as: decode }) : http.get(url, { as: response() }).pipe(mergeMap(decode));
  return new Promise((resolve, reject) => values.subscribe({ next: onValue, error: reject, complete: resolve }));
}

/** Adds up what a run sees. */
function summing(run: (add: (amount: number) => void) => void | Promise<void>): () => Promise<number> {
  return async () => {
    let sum = 0;
    await run((amount) => {
      sum += amount;
    });
    return sum;
  };
}

const orders = Array.from({ length: 100_000 }, (_, id) =>
  JSON.stringify({ id, item: `item ${id % 977}`, price: id / 7, tags: ['new', 'paid'] }),
);
const ndjsonChunks = inChunks(`${orders.join('\n')}\n`);
const ticks = Array.from({ length: 100_000 }, (_, id) => `id: ${id}\nevent: tick\ndata: {"id":${id},"text":"number ${id}"}\n\n`);
const tickChunks = inChunks(ticks.join(''));
const tokens = Array.from(
  { length: 60_000 },
  (_, id) => `data: {"id":"chat-1","object":"chunk","choices":[{"index":0,"delta":{"content":" word${id}"}}]}\n\n`,
);
const tokenChunks = inChunks(tokens.join(''));
const megabytes = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0) / 1e6;

const eventsOf = (chunks: readonly Uint8Array[]) => [
  {
    name: 'createServerSentEventParser',
    run: summing((add) => {
      const parser = createServerSentEventParser(({ data }) => add(data.length));
      for (const chunk of chunks) parser.push(chunk);
      parser.end();
    }),
  },
  {
    name: 'eventsource-parser',
    run: summing((add) => {
      const decoder = new TextDecoder();
      const parser = createParser({ onEvent: ({ data }) => add(data.length) });
      for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
    }),
  },
];

const decodedEventsOf = (chunks: readonly Uint8Array[]) => [
  { name: 'serverSentEvents()', run: summing((add) => decoded(chunks, serverSentEvents(), ({ data }) => add(data.length))) },
  {
    name: 'eventsource-parser in a loop',
    run: summing((add) => {
      const parser = createParser({ onEvent: ({ data }) => add(data.length) });
      return readByHand(chunks, (text) => parser.feed(text));
    }),
  },
];

const lineParsers = [
  {
    name: 'createLineParser',
    run: summing((add) => {
      const parser = createLineParser((line) => add(line.length));
      for (const chunk of ndjsonChunks) parser.push(chunk);
      parser.end();
    }),
  },
  {
    name: 'split by hand',
    run: summing((add) => {
      const decoder = new TextDecoder();
      let rest = '';
      for (const chunk of ndjsonChunks) {
        const split = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = split.pop()!;
        for (const line of split) add(line.length);
      }
    }),
  },
];

const results = [
  await compare({
    title: 'lines: the decoder beside a reader loop',
    megabytes: megabytes(ndjsonChunks),
    atLeast: 0.95,
    contenders: [
      { name: 'lines()', run: summing((add) => decoded(ndjsonChunks, lines(), (line) => add(line.length))) },
      { name: 'a loop by hand', run: summing((add) => linesByHand(ndjsonChunks, (line) => add(line.length))) },
    ],
  }),
  await compare({
    title: 'NDJSON: the decoder beside a reader loop',
    megabytes: megabytes(ndjsonChunks),
    atLeast: 0.95,
    contenders: [
      { name: 'ndjson()', run: summing((add) => decoded(ndjsonChunks, ndjson<{ id: number }>(), ({ id }) => add(id))) },
      {
        name: 'a loop by hand',
        run: summing((add) => linesByHand(ndjsonChunks, (line) => add((JSON.parse(line) as { id: number }).id))),
      },
    ],
  }),
  await compare({
    title: 'events with an id and a type: the parsers',
    megabytes: megabytes(tickChunks),
    atLeast: 1,
    contenders: eventsOf(tickChunks),
  }),
  await compare({
    title: 'events of a language model: the parsers',
    megabytes: megabytes(tokenChunks),
    atLeast: 1,
    contenders: eventsOf(tokenChunks),
  }),
  await compare({
    title: 'events with an id and a type: the decoder',
    megabytes: megabytes(tickChunks),
    atLeast: 1,
    contenders: decodedEventsOf(tickChunks),
  }),
  await compare({
    title: 'lines: the whole client beside a reader loop',
    megabytes: megabytes(ndjsonChunks),
    contenders: [
      { name: 'http.get(…, { as: lines() })', run: summing((add) => decoded(ndjsonChunks, lines(), (line) => add(line.length), true)) },
      { name: 'a loop by hand', run: summing((add) => linesByHand(ndjsonChunks, (line) => add(line.length))) },
    ],
  }),
  await compare({ title: 'lines: the parsers alone', megabytes: megabytes(ndjsonChunks), contenders: lineParsers }),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
