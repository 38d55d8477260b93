import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server on loopback that answers with NDJSON, as fast as it is taken. */
export interface NdjsonServer {
  /** `?bytes=` says how much to send. */
  readonly url: string;
  /** How many bytes of the body the operating system has taken, of the answer that is running or was last. */
  sent(): number;
  /** How many answers their clients have left. */
  left(): number;
  close(): Promise<void>;
}

/** A line of an answer: its number, and some ballast. */
export interface NdjsonLine {
  readonly n: number;
  readonly text: string;
}

const LINES_PER_WRITE = 500;
const ballast = 'x'.repeat(60);

export async function startNdjsonServer(): Promise<NdjsonServer> {
  let answer: ServerResponse | undefined;
  let counted = 0;
  let left = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const bytes = Number(new URL(request.url!, 'http://localhost').searchParams.get('bytes'));
    answer = response;
    counted = request.socket.bytesWritten;
    response.on('close', () => {
      if (!response.writableFinished) left++;
    });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    sendLines(response, bytes);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sent: () => (answer?.socket ? answer.socket.bytesWritten - answer.socket.writableLength - counted : 0),
    left: () => left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** One write in a turn of the event loop: as long as the operating system takes all of it, nothing else would get a turn. */
function sendLines(response: ServerResponse, bytes: number): void {
  let line = 0;
  let written = 0;
  const write = (): void => {
    if (response.destroyed) return;
    if (written >= bytes) return void response.end();
    const lines = Array.from({ length: LINES_PER_WRITE }, () => `${JSON.stringify({ n: line++, text: ballast })}\n`).join('');
    written += lines.length;
    if (response.write(lines)) setImmediate(write);
    else response.once('drain', () => setImmediate(write));
  };
  write();
}
