// node: --expose-gc --min-semi-space-size=128 --max-semi-space-size=128
// What a call allocates on the heap, where nothing fails and nobody waits.
import { allocatedPerCall, checkMethod } from './harness/allocated.js';
import { inSequence } from './harness/calls.js';
import { callsOf, type Kind } from './harness/guards.js';
import { judge } from './harness/judge.js';
import { loadPeers } from './harness/peers.js';
import { addJudgements, addTable, digits } from './harness/report.js';
import { roundsOf, sizeOf } from './harness/settings.js';
import { spreadOf, type Spread } from './harness/spread.js';

const CALLS = sizeOf(2000, 50);
const WARM_UP = sizeOf(50_000, 50);
const KB = 1000;

const peers = await loadPeers();
const known = await checkMethod(1000);
console.log(`an array of 123 doubles counts ${known.toFixed(0)} bytes`);

async function kilobytesPerCall(kind: Kind): Promise<{ name: string; spread: Spread }[]> {
  const calls = await callsOf(peers, kind);
  for (const { call } of calls) await inSequence(call, WARM_UP);
  const figures = calls.map((): number[] => []);
  for (let round = 0; round < roundsOf(15); round++) {
    for (const [at, { call }] of calls.entries())
      figures[at]!.push((await allocatedPerCall((count) => inSequence(call, count), CALLS)) / KB);
  }
  return calls.map(({ name }, at) => ({ name, spread: spreadOf(figures[at]!) }));
}

const TITLES: readonly [kind: Kind, title: string][] = [
  ['bare', 'nothing around it'],
  ['retry', 'retry'],
  ['breaker', 'breaker'],
  ['limiter', 'limiter'],
  ['timeout', 'timeout'],
  ['composed', 'all policies'],
];
for (const [kind, title] of TITLES) {
  const all = await kilobytesPerCall(kind);
  const rows = all.map(({ name, spread }) => [name, ...[spread.median, spread.least, spread.most].map(digits)]);
  addTable({ title: `heap per call: ${title}`, columns: ['', 'kB', 'least', 'most'], rows });
  const own = all.find(({ name }) => name === 'breakwater');
  if (kind === 'composed' && own) addJudgements(judge('heap', own.spread));
}
