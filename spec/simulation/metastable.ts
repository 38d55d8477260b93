// Draws a metastable failure ("Metastable Failures in Distributed Systems", HotOS 2021): an outage of 20 seconds that retries make last for
// ever, and what ends it. `npm run simulate:metastable` draws the pictures of docs/papers.md into docs/images.
import { writeFileSync } from 'node:fs';
import { counts } from './figures.js';
import { simulate, type Course } from './fleet.js';
import { lineChart } from './line-chart.js';
import { rows } from './rows.js';
import { settingOf } from './setting.js';

// Errors by the hundred thousand, whose stacks nobody reads.
Error.stackTraceLimit = 0;

/** Rows of the simulation, and what a picture calls them. */
const shown = new Map([
  ['no retries', 'no retries'],
  ['`retryBackoff`', 'retryBackoff'],
  ['+ `RetryBudget`, small reserve', 'retryBackoff, RetryBudget'],
  ['+ breaker: 5 failures in a row', 'retryBackoff, CircuitBreaker'],
]);
const setting = settingOf({ outage: 'hangs' });
const outage = { from: setting.failsAt / 1000, to: setting.recoversAt / 1000, name: 'outage' };
const courses = rows.filter(({ name }) => shown.has(name)).map(({ name, fleet }) => ({ name, course: simulate(fleet, setting) }));

function draw(file: string, title: string, timesOf: (course: Course) => readonly number[]): void {
  const series = courses.map(({ name, course }) => ({
    name: shown.get(name)!,
    points: counts(timesOf(course)).map((count, second) => [second, count] as const),
  }));
  writeFileSync(`docs/images/${file}.svg`, lineChart({ title, x: 'seconds', y: 'per second', series, shaded: outage }));
}

draw('metastable-attempts', 'Attempts that reach the server', ({ attempts }) => attempts);
draw('metastable-served', 'Calls that are served', ({ calls }) => calls.filter(({ isServed }) => isServed).map(({ begunAt }) => begunAt));
