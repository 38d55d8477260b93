// Shows that calls over real sockets leave nothing behind: a thousand rounds of ten calls, which their callers leave at random instants, over
// each of native fetch, cross-fetch and undici, everything on. `npm run soak:rounds` runs it; `-- 50` plays so many rounds, `-- --seed 7`
// others (chance repeats itself, the machine's time doesn't). Each transport has a process of its own, which has to exit by itself; the
// server is in this one, and looks at its sockets while that process still lives.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import crossFetch from 'cross-fetch';
import { fetchTransport, type HttpTransport } from 'breakwater';
import { seededRandom } from 'breakwater/testing';
import { undiciTransport } from 'breakwater/undici';
import { heapAfterCollection, mb, NOISE_BYTES } from './heap-after-collection.js';
import { createRounds } from './rounds/play-rounds.js';
import { startRoundsServer, type RoundsServer } from './rounds/rounds-server.js';

const TRANSPORTS: Readonly<Record<string, () => HttpTransport>> = {
  'native fetch': () => fetchTransport(),
  'cross-fetch': () => fetchTransport({ fetch: crossFetch }),
  undici: () => undiciTransport(),
};
/** Milliseconds within which everything has gone that is going. */
const PATIENCE = 10_000;
/** Below so many rounds a heap still warms up, and isn't judged. */
const WARM = 500;

interface Report {
  readonly heaps: readonly number[];
  readonly findings: readonly string[];
}

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, transport: { type: 'string' }, origin: { type: 'string' } },
  allowPositionals: true,
});
const [rounds, seed] = [Number(positionals[0] ?? 1_000), Number(values.seed)];

async function playAll(): Promise<void> {
  const server = await startRoundsServer(seededRandom(seed));
  let isWell = true;
  for (const transport of Object.keys(TRANSPORTS)) {
    const beginsAt = performance.now();
    const askedBefore = server.asked();
    const { heaps, findings } = await playApart(server, transport);
    isWell &&= findings.length === 0;
    const seconds = ((performance.now() - beginsAt) / 1_000).toFixed(0);
    const facts = `${rounds} rounds, ${server.asked() - askedBefore} requests, ${seconds} s, heap ${heaps.map(mb).join(' → ')}`;
    console.log(`${findings.length === 0 ? '✓' : '✗'} ${transport}: ${[facts, ...findings].join('\n  ')}`);
  }
  await server.close();
  process.exitCode = isWell ? 0 : 1;
}

/** Plays in a process of its own, and looks at the server's side while it lives, and at its end. */
async function playApart(server: RoundsServer, transport: string): Promise<Report> {
  const args = [`${rounds}`, '--seed', `${seed}`, '--transport', transport, '--origin', server.origin];
  const child = fork(fileURLToPath(import.meta.url), args);
  const exit = once(child, 'exit');
  const told = await Promise.race([once(child, 'message'), exit]);
  if (child.exitCode !== null) return { heaps: [], findings: [`the process ended with ${child.exitCode}`] };
  const { heaps, findings } = told[0] as Report;
  const open = await settled(() => server.open());
  const connections = await settled(() => server.connections());
  child.disconnect();
  const left = [open > 0 && `the server has ${open} requests open`, connections > 0 && `the server has ${connections} connections`];
  return { heaps, findings: [...findings, ...left.filter((line) => line !== false), ...(await exitOf(child, exit))] };
}

async function exitOf(child: ChildProcess, exit: Promise<unknown>): Promise<string[]> {
  const stopping = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await exit;
  clearTimeout(stopping);
  return child.exitCode === 0 ? [] : [`the process doesn't exit by itself: ${child.exitCode ?? child.signalCode}`];
}

/** Plays here, and tells what is left behind. Then only the channel to the parent keeps the process. */
async function playHere(transport: string, origin: string): Promise<void> {
  const before = resources();
  const world = createRounds({ origin, transport: TRANSPORTS[transport]!(), random: seededRandom(seed) });
  await world.play(rounds / 2);
  const heaps = [await heapAfterCollection()];
  await world.play(rounds / 2);
  const more = await settled(() => resources().length - before.length);
  const findings = world.leftovers();
  if (more > 0) findings.push(`resources: ${before.join()} before, ${resources().join()} now`);
  heaps.push(await heapAfterCollection());
  const growth = heaps[1]! - heaps[0]!;
  if (rounds >= WARM && growth > NOISE_BYTES) findings.push(`the heap grew by ${mb(growth)}`);
  process.send!({ heaps, findings } satisfies Report);
}

/** What keeps this process, but for its standard streams. */
function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|FS)/.test(name)).sort(); // prettier-ignore
}

/** The last of some counts, once it is 0 or patience is over. */
async function settled(count: () => number | Promise<number>): Promise<number> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const now = await count();
    if (now <= 0 || performance.now() > until) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

if (values.transport === undefined) await playAll();
else {
  process.on('message', () => undefined);
  await playHere(values.transport, values.origin!);
}
