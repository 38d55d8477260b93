// What a value costs that comes through `iterate` into a `for await`, beside an async generator.
import { iterate, lines } from 'breakwater/streaming';
import { createHttpClient, fetchTransport } from 'breakwater';
import { range } from 'rxjs';
import { answerOf, inChunks } from './harness/byte-source.js';
import { linesInGenerator } from './harness/by-hand.js';
import { judgeRatio, worst, type Judgement } from './harness/judge.js';
import { measure } from './harness/measure.js';
import { addJudgements, addTimes } from './harness/report.js';
import { sizeOf } from './harness/settings.js';

const GENERATOR = 'an async generator';

async function sumOf<T>(values: AsyncIterable<T>, amount: (value: T) => number): Promise<number> {
  let sum = 0;
  for await (const value of values) sum += amount(value);
  return sum;
}

async function compareIterations<T>(
  title: string,
  count: number,
  amount: (value: T) => number,
  sources: { own: () => AsyncIterable<T>; generator: () => AsyncIterable<T> },
): Promise<Judgement> {
  const contenders = [
    { name: 'iterate', run: () => sumOf(sources.own(), amount) },
    { name: GENERATOR, run: () => sumOf(sources.generator(), amount) },
  ];
  const measured = await measure({ title: `iterate: ${title}`, contenders, twice: [GENERATOR], calls: count });
  addTimes(measured, GENERATOR, 'ns');
  return judgeRatio('iterate', measured, 'iterate', GENERATOR);
}

/** Fewer than may wait, since a range waits for nobody. */
const COUNT = sizeOf(9000, 100);

async function* numbers(): AsyncGenerator<number> {
  for (let value = 0; value < COUNT; value++) yield value;
}

const LINES = sizeOf(20_000, 100);
const chunks = inChunks(Array.from({ length: LINES }, (_, id) => `line number ${id}\n`).join(''), 16_384);
const http = createHttpClient({ transport: fetchTransport({ fetch: () => Promise.resolve(answerOf(chunks)) }) });

addJudgements(
  worst([
    await compareIterations<number>('numbers that are there', COUNT, (value) => value, {
      own: () => iterate(range(0, COUNT)),
      generator: numbers,
    }),
    await compareIterations<string>('lines of an answer', LINES, (line) => line.length, {
      own: () => iterate(http.get('http://localhost/', { as: lines() })),
      generator: () => linesInGenerator(chunks),
    }),
  ]),
);
