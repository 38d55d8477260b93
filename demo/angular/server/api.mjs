// The API of the demo: orders, a live stream of what happens to them, and a switch for how badly the server behaves.
import { faults } from './faults.mjs';
import { createLiveChanges } from './live-changes.mjs';
import { createOrderBook } from './order-book.mjs';

/**
 * A listener for `http.createServer`, of its own state.
 *
 * - `GET /api/orders`, `POST /api/orders` (repeated with the same `Idempotency-Key`: the same order) and `GET /api/changes`
 *   (server-sent events with ids) behave as the mode says.
 * - `GET /api/server` tells `{ mode, requests }`, `PUT /api/server` sets some of it; these two always work.
 */
export function createApi() {
  const book = createOrderBook();
  const live = createLiveChanges();
  const server = { mode: 'healthy', requests: 0 };

  const routes = {
    'GET /api/orders': (request, response) => sendJson(response, 200, book.all()),
    'POST /api/orders': async (request, response) =>
      sendJson(response, 201, book.place(await readJson(request), request.headers['idempotency-key'])),
    'GET /api/changes': live.send,
  };

  return async function answer(request, response) {
    const name = `${request.method} ${new URL(request.url, 'http://api').pathname}`;
    if (name === 'PUT /api/server') Object.assign(server, await readJson(request));
    if (name.endsWith(' /api/server')) return sendJson(response, 200, server);
    const route = routes[name];
    if (!route) return sendJson(response, 404, { error: 'nothing here' });
    server.requests += 1;
    await faults[server.mode](request, response, route);
  };
}

async function readJson(request) {
  const chunks = await request.toArray();
  return JSON.parse(Buffer.concat(chunks).toString());
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
