// Plays random histories of virtual callers over the real policies, and checks what has to hold after every event. `npm run simulate:world`
// plays a minute of seeds, `-- --minutes 240` a night, `-- --events 10000000` so many events, `-- --seed N` one seed.
import { parseArgs } from 'node:util';
import { drawHistory } from './world/draw-history.js';
import { shrink } from './world/shrink.js';
import { play } from './world/world.js';

// Errors by the million, whose stacks nobody reads.
Error.stackTraceLimit = 0;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string' },
    minutes: { type: 'string' },
    events: { type: 'string' },
    findings: { type: 'string' },
  },
});
const { seed, from = '1', minutes = values.events ? 'Infinity' : '1', events = 'Infinity', findings = '3' } = values;
const beginsAt = Date.now();
let [seeds, played, failures] = [0, 0, 0];

function playSeed(number: number): void {
  const history = drawHistory(number);
  const course = play(history);
  seeds++;
  played += course.events;
  if (course.finding === undefined) return;
  failures++;
  const least = shrink(history);
  console.log(`\nseed ${number}: ${course.finding}`);
  console.log(`again: npm run simulate:world -- --seed ${number}`);
  console.log(`shrunk from ${history.actions.length} to ${least.actions.length} actions: ${play(least).finding}`);
  console.log(JSON.stringify(least.setup));
  for (const action of least.actions) console.log(JSON.stringify(action));
}

const isOver = (): boolean => Date.now() - beginsAt >= Number(minutes) * 60_000 || played >= Number(events) || failures >= Number(findings);
if (seed !== undefined) playSeed(Number(seed));
else {
  for (let next = Number(from); !isOver(); next++) {
    playSeed(next);
    if (next % 100 === 0) await new Promise((resolve) => setTimeout(resolve)); // what is thrown out of turn comes out now
  }
}

const seconds = (Date.now() - beginsAt) / 1_000;
console.log(`${seeds} seeds, ${played} events, ${Math.round(played / seconds)} events/s`);
console.log(`${seeds - failures} passed, ${failures} failed`);
process.exit(failures > 0 ? 1 : 0);
