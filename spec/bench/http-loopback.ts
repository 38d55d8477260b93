// Requests over loopback, 1, 10 and 50 in flight, each answer read to its end: how many a second, and what each costs the client.
import type { HttpClientUnderTest } from './contenders/http/http-peer.js';
import { inFlight } from './harness/calls.js';
import { loadHttpPeers } from './harness/http-peers.js';
import { judgeRatio } from './harness/judge.js';
import { startServer } from './harness/loopback-server.js';
import { measure, type Measured } from './harness/measure.js';
import { addJudgements, addTable, digits, ratioText } from './harness/report.js';

const FETCH = 'fetch with a signal';
const REQUEST = 'undici.request';
const DISPATCH = 'Agent.dispatch';
const OVER_FETCH = 'breakwater over fetch, all policies';
const OVER_UNDICI = 'breakwater over undici, all policies';
const BARE_OVER_UNDICI = 'breakwater over undici';

const peers = await loadHttpPeers();

async function compareClients(url: string, width: number): Promise<Measured> {
  const clients: (HttpClientUnderTest & { name: string })[] = [];
  for (const peer of peers) clients.push({ name: peer.name, ...(await peer.connect(url, width)) });
  const measured = await measure({
    title: `HTTP over loopback, ${width} in flight`,
    contenders: clients.map(({ name, get }) => ({ name, run: (calls) => inFlight(get, calls, width) })),
    twice: [FETCH, REQUEST, DISPATCH],
    block: 100,
    least: 3 * width,
    rounds: 15,
  });
  for (const { close } of clients) await close?.();
  return measured;
}

function show(measured: Measured): void {
  const rows = measured.names.map((name) => [
    name,
    digits(1000 / measured.timeOf(name, 'wall').median),
    ratioText(measured.figure((time) => time(FETCH) / time(name), 'wall')),
    digits(1000 * measured.timeOf(name, 'cpu').median),
    ratioText(measured.figure((time) => time(name) / time(FETCH), 'cpu')),
  ]);
  addTable({ title: measured.title, columns: ['', 'requests/s', `ratio to ${FETCH}`, 'client CPU, µs', `ratio to ${FETCH}`], rows });
}

const server = await startServer();
try {
  const one = await compareClients(server.url, 1);
  show(one);
  addJudgements(judgeRatio('undici1', one, OVER_UNDICI, REQUEST, 'wall'), judgeRatio('dispatch1', one, BARE_OVER_UNDICI, DISPATCH, 'wall'));
  show(await compareClients(server.url, 10));
  const fifty = await compareClients(server.url, 50);
  show(fifty);
  addJudgements(
    judgeRatio('fetchCpu', fifty, OVER_FETCH, FETCH, 'cpu'),
    judgeRatio('fetchThroughput', fifty, OVER_FETCH, FETCH, 'wall'),
    judgeRatio('undici50', fifty, OVER_UNDICI, REQUEST, 'wall'),
    judgeRatio('dispatch50', fifty, BARE_OVER_UNDICI, DISPATCH, 'wall'),
  );
} finally {
  server.stop();
}
