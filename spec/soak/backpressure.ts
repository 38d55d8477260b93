// Shows that backpressure is real: an NDJSON response of 1 GB behind `iterate` and behind `drainMap`, whose consumer waits 10 ms every
// 10,000 values. The server is never far ahead, and memory is that of a loop over the same response that is written by hand.
// `npm run soak:streaming` runs it; an argument says how many bytes. Each consumer has a process of its own, over the platform's fetch
// and over cross-fetch; the server is in this one.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import crossFetch from 'cross-fetch';
import { lastValueFrom, of, timer } from 'rxjs';
import { createHttpClient, fetchTransport } from 'breakwater';
import { drainMap, iterate, ndjson } from 'breakwater/streaming';
import { startNdjsonServer, type NdjsonLine } from '../support/ndjson-server.js';

const MB = 2 ** 20;
const MOST_AHEAD = 16 * MB;
const MOST_MEMORY = 64 * MB;
const CONSUMERS = ['by hand', 'iterate', 'drainMap'] as const;
const FETCHES = { 'native fetch': globalThis.fetch, 'cross-fetch': crossFetch };

type Consumer = (typeof CONSUMERS)[number];
type FetchName = keyof typeof FETCHES;

/** What a consumer tells: how many bytes it has worked off, and at the end what it took. */
interface Progress {
  readonly consumed: number;
  readonly end?: { readonly values: number; readonly peak: number; readonly seconds: number };
}

/** Runs every consumer over every fetch, one after the other, and judges. */
async function compare(bytes: number): Promise<void> {
  const server = await startNdjsonServer();
  let isWell = true;
  for (const fetchName of Object.keys(FETCHES) as FetchName[]) {
    let byHand = 0;
    for (const consumer of CONSUMERS) {
      const { ahead, consumed, end } = await watch(consumer, fetchName, `${server.url}?bytes=${bytes}`, server.sent);
      if (consumer === 'by hand') byHand = end.peak;
      const isGood = ahead < MOST_AHEAD && end.peak < byHand + MOST_MEMORY && consumed >= bytes;
      isWell &&= isGood;
      const facts = [`${end.values} values`, `server ahead by ${mb(ahead)}`, `peak memory ${mb(end.peak)} (by hand ${mb(byHand)})`];
      console.log(`${isGood ? '✓' : '✗'} ${fetchName}, ${consumer}: ${facts.join(', ')}, ${end.seconds.toFixed(1)} s`);
    }
  }
  await server.close();
  process.exitCode = isWell ? 0 : 1;
}

/** Runs one consumer, and sees how far ahead of it the server gets. What it has told lately makes that rather too much than too little. */
function watch(consumer: Consumer, fetchName: FetchName, url: string, sent: () => number): Promise<Required<Progress> & { ahead: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['consume', consumer, fetchName, url]);
    let [consumed, ahead] = [0, 0];
    const look = (): void => void (ahead = Math.max(ahead, sent() - consumed));
    const looking = setInterval(look, 2);
    child.on('message', (progress: Progress) => {
      consumed = progress.consumed;
      if (!progress.end) return look();
      clearInterval(looking);
      resolve({ consumed, ahead, end: progress.end });
    });
    child.on('exit', (code) => reject(new Error(`${fetchName}, ${consumer} ended with ${code}.`)));
  });
}

async function consume(consumer: Consumer, fetchName: FetchName, url: string): Promise<void> {
  const started = performance.now();
  const pace = createPace();
  await RUNS[consumer](url, FETCHES[fetchName], pace.step);
  const seconds = (performance.now() - started) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  process.send!({ consumed: pace.consumed(), end: { values: pace.values(), peak, seconds } } satisfies Progress);
  process.disconnect();
}

type Step = (value: NdjsonLine) => Promise<unknown> | undefined;

/** Counts values, of which each is the next one, and waits at every 10,000th. */
function createPace(): { readonly step: Step; readonly consumed: () => number; readonly values: () => number } {
  let [values, consumed] = [0, 0];
  const step: Step = (value) => {
    if (value.n !== values++) throw new Error(`The value ${values - 1} is ${value.n}.`);
    consumed += `{"n":${value.n},"text":"${value.text}"}\n`.length;
    if (values % 10_000 !== 0) return undefined;
    process.send!({ consumed } satisfies Progress);
    return lastValueFrom(timer(10));
  };
  return { step, consumed: () => consumed, values: () => values };
}

const RUNS: Record<Consumer, (url: string, fetch: typeof globalThis.fetch, step: Step) => Promise<void>> = {
  async 'by hand'(url, fetch, step) {
    const { body } = await fetch(url);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const wait = step(JSON.parse(line) as NdjsonLine);
        if (wait) await wait;
      }
    }
  },

  async iterate(url, fetch, step) {
    const http = createHttpClient({ transport: fetchTransport({ fetch }) });
    for await (const value of iterate(http.get(url, { as: ndjson<NdjsonLine>() }))) {
      const wait = step(value);
      if (wait) await wait;
    }
  },

  async drainMap(url, fetch, step) {
    const http = createHttpClient({ transport: fetchTransport({ fetch }) });
    const done = of(undefined);
    const values$ = http.get(url, { as: ndjson<NdjsonLine>() });
    await lastValueFrom(values$.pipe(drainMap((value) => step(value) ?? done)));
  },
};

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

const [job, ...rest] = process.argv.slice(2);
if (job === 'consume') await consume(...(rest as [Consumer, FetchName, string]));
else await compare(Number(job ?? 1_000_000_000));
