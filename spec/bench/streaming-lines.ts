// How fast bytes become lines and values: beside loops by hand over the same web stream that cut and parse alike and hand each line to a
// function. Whoever is faster of the loops counts. `npm run bench -- streaming-lines`.
import { lines, ndjson } from 'breakwater/streaming';
import { linesByHand, searchLinesByHand } from './harness/by-hand.js';
import { CUTS, inChunks, megabytes } from './harness/byte-source.js';
import { compare, type Contender } from './harness/compare.js';
import { decoded, requested } from './harness/decoded.js';
import { summing } from './harness/summing.js';

const orders = Array.from({ length: 100_000 }, (_, id) =>
  JSON.stringify({ id, item: `item ${id % 977}`, price: id / 7, tags: ['new', 'paid'] }),
);
const text = `${orders.join('\n')}\n`;

interface Order {
  readonly id: number;
}

type Chunks = readonly Uint8Array[];

const lineLoops = (chunks: Chunks): Contender[] => [
  { name: 'a loop with split', run: summing((add) => linesByHand(chunks, (line) => add(line.length))) },
  { name: 'a loop with indexOf', run: summing((add) => searchLinesByHand(chunks, (line) => add(line.length))) },
];

const valueLoops = (chunks: Chunks): Contender[] => [
  { name: 'a loop with split', run: summing((add) => linesByHand(chunks, (line) => add((JSON.parse(line) as Order).id))) },
  { name: 'a loop with indexOf', run: summing((add) => searchLinesByHand(chunks, (line) => add((JSON.parse(line) as Order).id))) },
];

const results: boolean[] = [];
for (const [cutName, cut] of [...CUTS, ['chunks of 200 bytes', 200] as const]) {
  const chunks = inChunks(text, cut);
  const atLeast = cut === 200 ? undefined : 0.95;
  const run = async (title: string, own: Contender, loops: Contender[]): Promise<void> => {
    const contenders = [own, ...loops];
    results.push(await compare({ title: `${title}, ${cutName}`, megabytes: megabytes(chunks), atLeast, contenders }));
  };
  const count = (add: (amount: number) => void) => (line: string) => add(line.length);
  await run('lines', { name: 'lines()', run: summing((add) => decoded(chunks, lines(), count(add))) }, lineLoops(chunks));
  const whole = { name: 'http.get(…, { as: lines() })', run: summing((add) => requested(chunks, lines(), count(add))) };
  await run('lines through the client', whole, lineLoops(chunks));
  if (cut === 200) continue;
  const values = { name: 'ndjson()', run: summing((add) => decoded(chunks, ndjson<Order>(), ({ id }) => add(id))) };
  await run('NDJSON', values, valueLoops(chunks));
}
process.exitCode = results.every(Boolean) ? 0 : 1;
