import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly query: URLSearchParams;
}

/** What a server has seen of one `?key=`. */
interface Sighting {
  /** Bytes that the answer has handed to the operating system, or tried to. */
  written: number;
  readonly arrived: Promise<void>;
  readonly left: Promise<void>;
  readonly goOn: Promise<void>;
  arrive(): void;
  leave(): void;
  proceed(): void;
}

/** A server on loopback that misbehaves on request. */
export interface FaultServer {
  readonly origin: string;
  /** Another name of the same server, which for a client is another host. */
  readonly otherOrigin: string;
  /** What it has seen of a key: routes that wait or are left need one. */
  of(key: string): Sighting;
  close(): Promise<void>;
}

export const WORLD = { hello: 'wörld', list: Array.from({ length: 500 }, (_, at) => at) };
export const FLOOD_BYTES = 96 * 2 ** 20;

export async function startFaultServer(): Promise<FaultServer> {
  const sightings = new Map<string, Sighting>();
  const of = (key: string): Sighting => {
    if (!sightings.has(key)) sightings.set(key, createSighting());
    return sightings.get(key)!;
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url!, 'http://localhost');
    const sighting = of(query.get('key') ?? '');
    response.on('close', () => {
      if (!response.writableFinished) sighting.leave();
    });
    sighting.arrive();
    const route = ROUTES[pathname.slice(1)] ?? notFound;
    void route({ request, response, socket: request.socket, query }, sighting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    of,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A port that speaks TLS and has no certificate, so that no handshake ever succeeds. */
export async function startBareTls(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createTlsServer();
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const json = JSON.stringify(WORLD);

const ROUTES: Record<string, (call: Call, sighting: Sighting) => unknown> = {
  json: ({ response }) => send(response, json),
  port: ({ response, socket }) => send(response, JSON.stringify(socket.remotePort)),
  status: ({ response, query }) => send(response, '{"why":"asked"}', Number(query.get('status'))),
  empty: ({ response, query }) => void response.writeHead(Number(query.get('status') ?? 200)).end(),
  html: ({ response }) => send(response, '<html>'),
  headers: ({ request, response }) => send(response, JSON.stringify(request.headers)),

  async echo({ request, response }) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    send(response, JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') }));
  },

  redirect({ response, query }) {
    response.writeHead(Number(query.get('status') ?? 302), { location: query.get('to')! }).end();
  },

  loop: ({ request, response }) => void response.writeHead(302, { location: request.url }).end(),

  gzip: ({ response }) => send(response, gzipSync(json), 200, { 'content-encoding': 'gzip' }),
  br: ({ response }) => send(response, brotliCompressSync(json), 200, { 'content-encoding': 'br' }),
  deflate: ({ response }) => send(response, deflateSync(json), 200, { 'content-encoding': 'deflate' }),
  'cut-gzip': ({ response }) => send(response, gzipSync(json).subarray(0, 100), 200, { 'content-encoding': 'gzip' }),
  'bad-gzip': ({ response }) => send(response, 'this is no gzip', 200, { 'content-encoding': 'gzip' }),

  /** One byte at a time. */
  async trickle({ response }) {
    response.writeHead(200);
    for (const byte of Buffer.from('{"añ":"€"}')) {
      response.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  },

  /** A first chunk, and a second one when the client has told that it got the first. */
  async dialogue({ response }, { goOn }) {
    response.writeHead(200);
    response.write('first');
    await goOn;
    response.end('second');
  },
  proceed({ response }, { proceed }) {
    proceed();
    send(response, 'true');
  },

  /** As much as the client takes. */
  flood({ response }, sighting) {
    const chunk = Buffer.alloc(2 ** 16);
    response.writeHead(200);
    const write = (): void => {
      while (sighting.written < FLOOD_BYTES && !response.destroyed) {
        sighting.written += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  },

  hang: () => undefined,
  silent: ({ response }) => void response.writeHead(200).write('[1,'),
  reset: ({ socket }) => socket.resetAndDestroy(),
  hangup: ({ socket }) => socket.destroy(),
  'half-head': ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Le', () => socket.destroy()),
  'no-http': ({ socket }) => socket.end('SSH-2.0-server\r\n'),
  /** A head that comes byte by byte, and never to its end. */
  loris: ({ socket }) => writeOn(socket, 'HTTP/1.1 200 OK\r\nX: ', () => 'x', 10),
  'endless-headers': ({ socket }) => writeOn(socket, 'HTTP/1.1 200 OK\r\n', (line) => `X-${line}: ${'x'.repeat(10_000)}\r\n`, 0),
  'two-lengths': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}'),
  'bad-chunks': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\nzz\r\n,2]\r\n0\r\n\r\n'),
  /** Promises to keep the connection, and closes it. */
  'early-close': ({ socket }) =>
    socket.end('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\ntrue'),
  'huge-headers': ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(2_000_000)}\r\nContent-Length: 2\r\n\r\n{}`),

  'too-short': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{"hello":"world"}'),
  truncated: ({ response }) => breakOff(response, { 'content-length': '1000' }, 'destroy'),
  'truncated-error': ({ response }) => breakOff(response, { 'content-length': '1000' }, 'destroy', 500),
  'cut-chunks': ({ response }) => breakOff(response, {}, 'destroy'),
  'reset-body': ({ response }) => breakOff(response, {}, 'resetAndDestroy'),
  'reset-long-body': ({ response }) => breakOff(response, { 'content-length': '1000' }, 'resetAndDestroy'),
};

function notFound({ response }: Call): void {
  send(response, '"no such route"', 404);
}

function send(response: ServerResponse, body: string | Buffer, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

function breakOff(response: ServerResponse, headers: Record<string, string>, how: 'destroy' | 'resetAndDestroy', status = 200): void {
  response.writeHead(status, headers);
  response.write('[1,', () => setTimeout(() => response.socket?.[how](), 20));
}

/** Writes on and on, every so many milliseconds, until the client closes. */
function writeOn(socket: Socket, head: string, next: (index: number) => string, pause: number): void {
  let written = 0;
  socket.write(head);
  const timer = setInterval(() => socket.write(next(written++)), pause);
  socket.on('error', () => undefined).once('close', () => clearInterval(timer));
}

function createSighting(): Sighting {
  const [arrived, arrive] = signal();
  const [left, leave] = signal();
  const [goOn, proceed] = signal();
  return { written: 0, arrived, left, goOn, arrive, leave, proceed };
}

function signal(): [promise: Promise<void>, resolve: () => void] {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return [promise, resolve];
}
