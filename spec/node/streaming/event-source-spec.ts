import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch as crossFetch } from 'cross-fetch';
import { createHttpClient, fetchTransport } from '../../../src/index.js';
import { eventSource } from '../../../src/streaming/index.js';
import { outcomeOf } from '../../support/outcome.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';

const EVENTS = 200;

/** A server on loopback that goes on behind `Last-Event-ID`, and cuts its connections now and then, in the middle of an event, too. */
function startCuttingServer(): Promise<{ url: string; server: Server; connections: () => number }> {
  const random = seededRandom(9);
  let connections = 0;
  const server = createServer((request, response) => {
    connections++;
    const behind = Number(request.headers['last-event-id'] ?? 0);
    if (behind === EVENTS) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const ids = Array.from({ length: EVENTS - behind }, (_, index) => behind + index + 1);
    const whole = Buffer.from(ids.map((id) => `id: ${id}\ndata: event ${id} €\n\n`).join(''));
    const cut = Math.floor(random() * 1500);
    if (cut >= whole.length || random() < 0.3) return void response.end(whole.subarray(0, cut));
    response.write(whole.subarray(0, cut), () => setTimeout(() => response.destroy(), 5));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, server, connections: () => connections });
    });
  });
}

describe('eventSource over a server that cuts its connections', () => {
  const fetches: readonly [name: string, fetch: typeof globalThis.fetch][] = [
    ["the platform's fetch", globalThis.fetch],
    ['cross-fetch', crossFetch],
  ];
  for (const [name, fetch] of fetches) {
    for (const method of ['GET', 'POST']) {
      it(`with ${name} and ${method} gets every event, in order and once`, async () => {
        const { url, server, connections } = await startCuttingServer();
        const http = createHttpClient({ transport: fetchTransport({ fetch }) });
        const events$ = eventSource(http, url, { method, idleTimeout: 5_000, reconnect: { initialInterval: 1, maxInterval: 2 } });
        const { values, error } = await outcomeOf(events$);
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        expect(error).toBeUndefined();
        expect(values.map(({ data }) => data)).toEqual(Array.from({ length: EVENTS }, (_, index) => `event ${index + 1} €`));
        expect(connections()).toBeGreaterThan(5);
      });
    }
  }
});
