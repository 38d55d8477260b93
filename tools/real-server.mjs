// Real answers for the browser specs, as a middleware of karma's own server: the same origin, so no CORS.
// Routes that count do so per `?key=`, because specs run in random order and share this server.
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

export function createRealServer() {
  const aborted = new Map();

  /** Counts an answer that its client left before we had ended it. */
  function countAbort(response, key) {
    response.on('close', () => {
      if (!response.writableFinished) aborted.set(key, (aborted.get(key) ?? 0) + 1);
    });
  }

  const routes = {
    json: ({ response }) => sendJson(response, { hello: 'world' }),

    status: ({ response, rest }) => sendJson(response, { status: Number(rest) }, Number(rest)),

    /** Five chunks, 50 ms apart. */
    async stream({ response, key }) {
      countAbort(response, key);
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (let chunk = 1; chunk <= 5 && !response.destroyed; chunk += 1) {
        response.write(`chunk ${chunk}\n`);
        await sleep(50);
      }
      response.end();
    },

    /** Forty events with ids, behind `Last-Event-ID`; each connection is cut in the middle of its sixth event. */
    async events({ request, response }) {
      const behind = Number(request.headers['last-event-id'] ?? 0);
      if (behind === 40) return response.writeHead(204).end();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      for (let id = behind + 1; id <= Math.min(40, behind + 5); id += 1) response.write(`id: ${id}\ndata: event ${id} €\n\n`);
      if (behind + 5 < 40) response.write(`id: ${behind + 6}\ndata: eve`);
      await sleep(20);
      if (behind % 2 === 0) response.destroy();
      else response.end();
    },

    /** Promises 1,000 bytes, sends a few and breaks off. */
    async cut({ response }) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"hello":');
      await sleep(20);
      response.destroy();
    },

    /** Ends badly, each in its way, beneath what node:http would send. */
    fault: ({ response, rest }) => faults[rest](response.socket),

    /** A redirection to itself. */
    loop: ({ request, response }) => response.writeHead(302, { location: request.originalUrl ?? request.url }).end(),

    /** 250,000 bytes, of which each answer brings no more than 100,000, and then breaks off. */
    async file({ request, response }) {
      const file = Buffer.from(Uint8Array.from({ length: 250_000 }, (_, at) => at % 251));
      const start = request.headers['if-range'] === '"file"' ? Number(/^bytes=(\d+)-$/.exec(request.headers.range)[1]) : 0;
      const range = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` };
      const head = { etag: '"file"', 'content-length': file.length - start, 'cache-control': 'no-store', ...(start > 0 ? range : {}) };
      response.writeHead(start > 0 ? 206 : 200, head);
      if (file.length - start <= 100_000) return response.end(file.subarray(start));
      response.write(file.subarray(start, start + 100_000));
      await sleep(20);
      response.destroy();
    },

    /** Never answers. */
    hang: ({ response, key }) => countAbort(response, key),

    /** Sends a chunk, and never any more. Of a connection worth keeping Chromium would read on for five seconds after an abort. */
    silent({ response, key }) {
      countAbort(response, key);
      response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' });
      response.write('chunk 1\n');
    },

    /** How many hangs, streams and silences of this key the client left. */
    aborts: ({ response, key }) => sendJson(response, { aborted: aborted.get(key) ?? 0 }),

    /** What arrived. */
    async echo({ request, response }) {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      sendJson(response, { method, url, headers, body: Buffer.concat(chunks).toString() });
    },
  };

  return (request, response, next) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const [, folder, name, ...rest] = pathname.split('/');
    if (folder !== 'real' || !Object.hasOwn(routes, name)) return next();
    return routes[name]({ request, response, rest: rest.join('/'), key: searchParams.get('key') ?? '' });
  };
}

const faults = {
  reset: (socket) => socket.resetAndDestroy(),
  hangup: (socket) => socket.destroy(),
  'two-lengths': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}'),
  'bad-chunks': (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\nzz\r\n,2]\r\n0\r\n\r\n'),
  'bad-gzip': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip'),
  'huge-headers': (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(500_000)}\r\nContent-Length: 2\r\n\r\n{}`),
  'endless-headers': (socket) => writeOn(socket, 'HTTP/1.1 200 OK\r\n', (line) => `X-${line}: ${'x'.repeat(10_000)}\r\n`, 0),
  loris: (socket) => writeOn(socket, 'HTTP/1.1 200 OK\r\nX: ', () => 'x', 10),
  trickle: (socket) => trickle(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n', '{"añ":"€"}'),
  'cut-chunks': (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[1,'),
};

/** Writes on and on, every so many milliseconds, until the client closes. */
function writeOn(socket, head, next, pause) {
  let written = 0;
  socket.write(head);
  const timer = setInterval(() => socket.write(next(written++)), pause);
  socket.on('error', () => undefined).once('close', () => clearInterval(timer));
}

async function trickle(socket, head, body) {
  socket.write(head);
  for (const byte of Buffer.from(body)) {
    socket.write(Buffer.from([byte]));
    await sleep(2);
  }
  socket.end();
}

function sendJson(response, value, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
