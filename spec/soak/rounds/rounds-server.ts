import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendFrom } from '../../support/cutting-server.js';

/** A server on loopback that is left all the time. */
export interface RoundsServer {
  readonly origin: string;
  /** Answers that have neither ended nor lost their client. */
  open(): number;
  /** Requests so far. */
  asked(): number;
  /** Connections that stay when those that nobody uses are closed. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

type Route = (response: ServerResponse, request: IncomingMessage) => unknown;

/** @param random numbers from 0 to below 1 */
export async function startRoundsServer(random: () => number): Promise<RoundsServer> {
  const routes = createRoutes(random);
  let [open, asked] = [0, 0];
  const server = createServer((request, response) => {
    open++;
    asked++;
    response.on('close', () => open--).on('error', () => undefined);
    request.on('error', () => undefined);
    routes[new URL(request.url!, 'http://localhost').pathname.slice(1)]!(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => open,
    asked: () => asked,
    connections: () => {
      server.closeIdleConnections();
      return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createRoutes(random: () => number): Record<string, Route> {
  const file = Buffer.alloc(2 ** 19, 'breakwater');
  return {
    json: (response) => void setTimeout(() => response.end('{"ok":true}'), random() * 10),
    busy: (response) => response.writeHead(503, { 'retry-after-ms': '2' }).end('{}'),
    hang: () => undefined,
    reset: (_, { socket }) => socket.resetAndDestroy(),
    redirect: (response) => response.writeHead(302, { location: '/slow' }).end(),
    slow: (response) => writeOn(response.writeHead(200), () => '"a part of a slow body"\n', random() * 40),
    file: (response, request) => sendFrom(request, response, { file, etag: '"whole"', random }),
    events: (response) => {
      let id = 0;
      writeOn(
        response.writeHead(200, { 'content-type': 'text/event-stream' }),
        () => `id: ${++id}\nretry: 2\ndata: event\n\n`,
        random() * 30,
      );
    },
    echo: (response, request) => request.pipe(response),
  };
}

/** Writes a part each few milliseconds, and ends after so many. */
function writeOn(response: ServerResponse, next: () => string, duration: number): void {
  const writing = setInterval(() => response.write(next()), 3);
  const ending = setTimeout(() => response.end(), duration);
  response.on('close', () => {
    clearInterval(writing);
    clearTimeout(ending);
  });
}
