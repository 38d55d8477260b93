// How fast bytes become lines and values: beside loops by hand over the same web stream that cut and parse alike and hand each line to a
// function. Whoever is fastest of the loops counts.
import { chunks as asChunks, lines, ndjson } from 'breakwater/streaming';
import { chunksByHand, linesByHand, searchLinesByHand } from './harness/by-hand.js';
import { CUTS, inChunks, megabytes, SMALL_CUT } from './harness/byte-source.js';
import { compare, judgeSpeed, type Reader } from './harness/compare.js';
import { decoded, requested } from './harness/decoded.js';
import { worst, type Judgement } from './harness/judge.js';
import { addJudgements } from './harness/report.js';
import { sizeOf } from './harness/settings.js';
import { summing } from './harness/summing.js';

interface Order {
  readonly id: number;
}

type Chunks = readonly Uint8Array[];
type Add = (amount: number) => void;

const orders = Array.from({ length: sizeOf(100_000, 100) }, (_, id) =>
  JSON.stringify({ id, item: `item ${id % 977}`, price: id / 7, tags: ['new', 'paid'] }),
);
const text = `${orders.join('\n')}\n`;

const addLine = (add: Add) => (line: string) => add(line.length);
const addOrder = (add: Add) => (line: string) => add((JSON.parse(line) as Order).id);

function loops(chunks: Chunks, onLine: (add: Add) => (line: string) => void): Reader[] {
  return [
    { name: 'a loop with split', run: summing((add) => linesByHand(chunks, onLine(add))) },
    { name: 'a loop with indexOf', run: summing((add) => searchLinesByHand(chunks, onLine(add))) },
  ];
}

const byteLoop = (chunks: Chunks): Reader => ({
  name: 'a loop',
  run: summing((add) => chunksByHand(chunks, ({ byteLength }) => add(byteLength))),
});

const own = {
  bytes: (chunks: Chunks): Reader => ({
    name: 'http.get(…, { as: chunks() })',
    run: summing((add) => requested(chunks, asChunks(), ({ byteLength }) => add(byteLength))),
  }),
  lines: (chunks: Chunks): Reader => ({ name: 'lines()', run: summing((add) => decoded(chunks, lines(), addLine(add))) }),
  requestedLines: (chunks: Chunks): Reader => ({
    name: 'http.get(…, { as: lines() })',
    run: summing((add) => requested(chunks, lines(), addLine(add))),
  }),
  values: (chunks: Chunks): Reader => ({
    name: 'ndjson()',
    run: summing((add) => decoded(chunks, ndjson<Order>(), ({ id }) => add(id))),
  }),
  requestedValues: (chunks: Chunks): Reader => ({
    name: 'http.get(…, { as: ndjson() })',
    run: summing((add) => requested(chunks, ndjson<Order>(), ({ id }) => add(id))),
  }),
};

const bytes: Judgement[] = [];
const values: Judgement[] = [];
for (const [cutName, cut] of [...CUTS, SMALL_CUT]) {
  const chunks = inChunks(text, cut);
  const isJudged = cut !== SMALL_CUT[1];
  const run = (what: string, reader: Reader, others: readonly Reader[]) =>
    compare({ title: `${what}: ${reader.name}, ${cutName}`, own: reader, others, megabytes: megabytes(chunks) });

  const byteSpeed = await run('bytes', own.bytes(chunks), [byteLoop(chunks)]);
  if (isJudged) bytes.push(judgeSpeed('bytes', byteSpeed));
  for (const reader of [own.lines(chunks), own.requestedLines(chunks)]) await run('lines', reader, loops(chunks, addLine));
  for (const reader of [own.values(chunks), own.requestedValues(chunks)]) {
    const speed = await run('NDJSON', reader, loops(chunks, addOrder));
    if (isJudged) values.push(judgeSpeed('ndjson', speed));
  }
}
addJudgements(worst(bytes), worst(values));
