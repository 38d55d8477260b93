// Requests over loopback, 50 in flight, each answer read to its end: the client over undici, beside what it stands on.
// `npm run bench -- undici`.
import { spawn } from 'node:child_process';
import { Agent, request } from 'undici';
import { bytes, createHttpClient, fetchTransport, protect, type HttpClient } from 'breakwater';
import { undiciTransport } from 'breakwater/undici';
import { lastValueFrom } from 'rxjs';
import { compare } from './harness/compare.js';

const REQUESTS = 1500;
const IN_FLIGHT = 50;

const SERVER = `
  import { createServer } from 'node:http';
  const answer = JSON.stringify({ hello: 'world'.repeat(20) });
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(answer));
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));`;
/** In a process of its own, so that only the client's work is measured beside it. */
const server = spawn(process.execPath, ['--input-type=module', '--eval', SERVER], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const port = await new Promise((resolve) => server.once('message', resolve));
const url = `http://127.0.0.1:${String(port)}/`;

const dispatcher = new Agent({ connections: IN_FLIGHT });
const overUndici = createHttpClient({ transport: undiciTransport({ dispatcher }) });
const withAll = createHttpClient({
  transport: undiciTransport({ dispatcher }),
  policy: protect({ retry: {}, breaker: {}, limiter: { capacity: 1e9, refillPerSecond: 1e9 }, attemptTimeout: 10_000 }),
});
const overFetch = createHttpClient({ transport: fetchTransport() });

const by = (http: HttpClient) => async () => (await lastValueFrom(http.get(url, { as: bytes() }))).byteLength;

/** One callback per request, nothing made of it. */
function byDispatch(): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    dispatcher.dispatch(
      { origin: url, path: '/', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: (_, chunk) => void (size += chunk.byteLength),
        onResponseEnd: () => resolve(size),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

async function inFlight(call: () => Promise<number>): Promise<number> {
  let left = REQUESTS;
  let sum = 0;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const size = await call();
      sum += size;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return sum;
}

const contenders = [
  { name: 'client over undici', call: by(overUndici) },
  { name: 'the same, with every policy', call: by(withAll) },
  { name: 'Agent.dispatch', call: byDispatch },
  { name: 'undici.request', call: async () => (await (await request(url, { dispatcher })).body.arrayBuffer()).byteLength },
  { name: 'global fetch', call: async () => (await (await fetch(url)).arrayBuffer()).byteLength },
  { name: 'client over fetch', call: by(overFetch) },
];
try {
  await compare({
    title: `${REQUESTS} requests, ${IN_FLIGHT} in flight`,
    contenders: contenders.map(({ name, call }) => ({ name, run: () => inFlight(call) })),
  });
} finally {
  server.kill();
  await dispatcher.destroy();
}
