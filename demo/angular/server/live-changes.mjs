// An endless stream of server-sent events. The server cuts each connection after a while; who comes back with the id of the last
// event goes on behind it.
import { clearInterval, setInterval } from 'node:timers';

const INTERVAL = 250;
const EVENTS_PER_CONNECTION = 8;
const STEPS = ['received', 'packed', 'shipped', 'delivered'];

export function createLiveChanges() {
  const begun = Date.now();
  /** The id of the latest change: one happens every `INTERVAL` milliseconds, whether anybody listens or not. */
  const latest = () => Math.floor((Date.now() - begun) / INTERVAL);

  return {
    send(request, response) {
      const asked = Number(request.headers['last-event-id'] ?? NaN);
      let id = Number.isInteger(asked) && asked >= 0 ? asked : Math.max(latest() - 1, -1);
      let left = EVENTS_PER_CONNECTION;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      response.write('retry: 300\n\n');
      const timer = setInterval(() => {
        while (id < latest() && left > 0) {
          id += 1;
          left -= 1;
          response.write(event(id));
        }
        if (left === 0) response.destroy();
      }, INTERVAL / 4);
      response.on('close', () => clearInterval(timer));
    },
  };
}

function event(id) {
  const change = { order: 1 + (Math.floor(id / STEPS.length) % 9), step: STEPS[id % STEPS.length] };
  return `id: ${id}\ndata: ${JSON.stringify(change)}\n\n`;
}
