// How fast bytes become events: beside `eventsource-parser`, which takes text, so that its user's decoder belongs to it.
import { createParser } from 'eventsource-parser';
import { createServerSentEventParser, serverSentEvents } from 'breakwater/streaming';
import { readByHand } from './harness/by-hand.js';
import { CUTS, inChunks, megabytes, SMALL_CUT } from './harness/byte-source.js';
import { compare, judgeSpeed, type Reader } from './harness/compare.js';
import { decoded, requested } from './harness/decoded.js';
import { worst, type Judgement } from './harness/judge.js';
import { addJudgements } from './harness/report.js';
import { sizeOf } from './harness/settings.js';
import { summing } from './harness/summing.js';

const ticks = Array.from(
  { length: sizeOf(100_000, 100) },
  (_, id) => `id: ${id}\nevent: tick\ndata: {"id":${id},"text":"number ${id}"}\n\n`,
);
const tokens = Array.from(
  { length: sizeOf(60_000, 100) },
  (_, id) => `data: {"id":"chat-1","object":"chunk","choices":[{"index":0,"delta":{"content":" word${id}"}}]}\n\n`,
);
const KINDS = [
  ['events with an id and a type', ticks.join('')],
  ['events of a language model', tokens.join('')],
] as const;

type Chunks = readonly Uint8Array[];

const ownParser = (chunks: Chunks): Reader => ({
  name: 'createServerSentEventParser',
  run: summing((add) => {
    const parser = createServerSentEventParser(({ data }) => add(data.length));
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
  }),
});

const peerParser = (chunks: Chunks): Reader => ({
  name: 'eventsource-parser',
  run: summing((add) => {
    const decoder = new TextDecoder();
    const parser = createParser({ onEvent: ({ data }) => add(data.length) });
    for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  }),
});

const peerLoop = (chunks: Chunks): Reader => ({
  name: 'eventsource-parser in a loop',
  run: summing((add) => {
    const parser = createParser({ onEvent: ({ data }) => add(data.length) });
    return readByHand(chunks, (text) => parser.feed(text));
  }),
});

const decoder = (chunks: Chunks): Reader => ({
  name: 'serverSentEvents()',
  run: summing((add) => decoded(chunks, serverSentEvents(), ({ data }) => add(data.length))),
});

const client = (chunks: Chunks): Reader => ({
  name: 'http.get(…, { as: serverSentEvents() })',
  run: summing((add) => requested(chunks, serverSentEvents(), ({ data }) => add(data.length))),
});

const judgements: Judgement[] = [];
for (const [cutName, cut] of [...CUTS, SMALL_CUT]) {
  for (const [kind, text] of KINDS) {
    const chunks = inChunks(text, cut);
    const [title, size] = [`server-sent events: ${kind}, ${cutName}`, megabytes(chunks)];
    await compare({ title: `${title}, parsers alone`, own: ownParser(chunks), others: [peerParser(chunks)], megabytes: size });
    for (const own of [decoder(chunks), client(chunks)]) {
      const compared = await compare({ title: `${title}, ${own.name}`, own, others: [peerLoop(chunks)], megabytes: size });
      if (cut !== SMALL_CUT[1]) judgements.push(judgeSpeed('events', compared));
    }
  }
}
addJudgements(worst(judgements));
