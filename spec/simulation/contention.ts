// Lets clients contend for one record, as in "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015), with our own retries in virtual
// time. `npm run simulate:contention` prints the table of docs/papers.md and draws its pictures into docs/images.
import { writeFileSync } from 'node:fs';
import { meanEffort, type Effort } from './contention/contend.js';
import { ways } from './contention/ways.js';
import { lineChart, type Series } from './line-chart.js';

// Errors by the hundred thousand, whose stacks nobody reads.
Error.stackTraceLimit = 0;

const RUNS = 100;
const clients = [1, ...Array.from({ length: 20 }, (_, index) => 10 * (index + 1))];
const efforts = ways.map(({ name, backoff }) => ({ name, efforts: clients.map((count) => meanEffort(count, backoff, RUNS)) }));

function series(value: (effort: Effort) => number): Series[] {
  return efforts.map(({ name, efforts: means }, kind) => ({
    name,
    kind,
    points: means.map((mean, index) => [clients[index]!, value(mean)] as const),
  }));
}

function draw(file: string, title: string, y: string, lines: Series[]): void {
  writeFileSync(`docs/images/${file}.svg`, lineChart({ title, x: 'clients that begin at once', y, series: lines }));
}

draw(
  'contention-writes',
  'Work: writes until every client has written',
  'writes',
  series(({ writes }) => writes),
);
// Without jitter it takes ten times as long, and nothing of the others would be seen.
const timed = series(({ duration }) => duration / 1000).filter(({ name }) => name !== "jitter: 'none'");
draw('contention-time', 'Time until every client has written', 'seconds', timed);

const told = [50, 100, 200];
console.log(
  `| way to wait | ${told.map((count) => `writes, ${count}`).join(' | ')} | ${told.map((count) => `time, ${count}`).join(' | ')} |`,
);
console.log(`| --- |${' --: |'.repeat(2 * told.length)}`);
for (const { name, efforts: means } of efforts) {
  const rows = told.map((count) => means[clients.indexOf(count)]!);
  const cells = [...rows.map(({ writes }) => writes.toFixed(0)), ...rows.map(({ duration }) => `${(duration / 1000).toFixed(1)} s`)];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
