// How long the import of the built package takes over that of rxjs alone, in fresh processes.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judge } from './harness/judge.js';
import { addJudgements, addTable, digits } from './harness/report.js';
import { roundsOf } from './harness/settings.js';
import { spreadOf } from './harness/spread.js';

const ENTRIES = ['index.js', 'streaming/index.js', 'testing/index.js', 'undici/index.js'];

execFileSync(process.execPath, ['tools/build.mjs'], { stdio: 'inherit' });

/** rxjs comes first, and what the entry takes on top of it is counted. */
function importOnce(entry: string): number {
  const url = pathToFileURL(join(process.cwd(), 'dist', entry)).href;
  const script = `await import('rxjs'); const start = performance.now(); await import('${url}'); console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

const times = ENTRIES.map((): number[] => []);
for (let round = 0; round < roundsOf(21); round++) for (const [at, entry] of ENTRIES.entries()) times[at]!.push(importOnce(entry));
const spreads = times.map(spreadOf);
addTable({
  title: 'import time over that of rxjs, in fresh processes',
  columns: ['', 'ms', 'least', 'most'],
  rows: spreads.map(({ median, least, most }, at) => [`dist/${ENTRIES[at]}`, ...[median, least, most].map(digits)]),
});
addJudgements(judge('importTime', spreads[0]!));
