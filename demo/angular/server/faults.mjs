// How the server behaves, by the name of its mode.
import { setTimeout as wait } from 'node:timers/promises';

const ALLOWED_PER_SECOND = 2;

export const faults = {
  healthy: (request, response, route) => route(request, response),
  async slow(request, response, route) {
    await wait(1_500);
    return route(request, response);
  },
  down: (request, response) => refuse(response, 503),
  limited: limit(),
  /** No answer at all: the connection is closed. */
  lost: (request, response) => response.destroy(),
};

function limit() {
  let second = 0;
  let calls = 0;
  return (request, response, route) => {
    const now = Math.floor(Date.now() / 1_000);
    calls = now === second ? calls + 1 : 1;
    second = now;
    return calls > ALLOWED_PER_SECOND ? refuse(response, 429, { 'retry-after': '1' }) : route(request, response);
  };
}

function refuse(response, status, headers) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: `status ${status}` }));
}
