// How fast bytes become events: beside `eventsource-parser`, which takes text, so that its user's decoder belongs to it.
// `npm run bench -- streaming-events`.
import { createParser } from 'eventsource-parser';
import { createServerSentEventParser, serverSentEvents } from 'breakwater/streaming';
import { readByHand } from './harness/by-hand.js';
import { CUTS, inChunks, megabytes } from './harness/byte-source.js';
import { compare, type Contender } from './harness/compare.js';
import { decoded, requested } from './harness/decoded.js';
import { summing } from './harness/summing.js';

const ticks = Array.from({ length: 100_000 }, (_, id) => `id: ${id}\nevent: tick\ndata: {"id":${id},"text":"number ${id}"}\n\n`);
const tokens = Array.from(
  { length: 60_000 },
  (_, id) => `data: {"id":"chat-1","object":"chunk","choices":[{"index":0,"delta":{"content":" word${id}"}}]}\n\n`,
);
const kinds = [
  ['events with an id and a type', ticks.join('')],
  ['events of a language model', tokens.join('')],
] as const;

type Chunks = readonly Uint8Array[];

const parsers = (chunks: Chunks): Contender[] => [
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

const loop = (chunks: Chunks): Contender => ({
  name: 'eventsource-parser in a loop',
  run: summing((add) => {
    const parser = createParser({ onEvent: ({ data }) => add(data.length) });
    return readByHand(chunks, (text) => parser.feed(text));
  }),
});

const results: boolean[] = [];
for (const [cutName, cut] of [...CUTS, ['chunks of 200 bytes', 200] as const]) {
  for (const [kind, text] of kinds) {
    const chunks = inChunks(text, cut);
    const atLeast = cut === 200 ? undefined : 1;
    const run = async (title: string, contenders: Contender[]): Promise<void> => {
      results.push(await compare({ title: `${kind}: ${title}, ${cutName}`, megabytes: megabytes(chunks), atLeast, contenders }));
    };
    const decoder = summing((add) => decoded(chunks, serverSentEvents(), ({ data }) => add(data.length)));
    const whole = summing((add) => requested(chunks, serverSentEvents(), ({ data }) => add(data.length)));
    await run('the parsers', parsers(chunks));
    await run('the decoder', [{ name: 'serverSentEvents()', run: decoder }, loop(chunks)]);
    await run('the client', [{ name: 'http.get(…, { as: … })', run: whole }, loop(chunks)]);
  }
}
process.exitCode = results.every(Boolean) ? 0 : 1;
