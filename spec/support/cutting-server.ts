import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that sends one file, and cuts most of its answers off at a place that chance has chosen. */
export interface CuttingServer {
  readonly url: string;
  readonly etag: string;
  /** The `Range` of each request, in order. */
  readonly ranges: (string | undefined)[];
  close(): Promise<void>;
}

/** @param random numbers from 0 to below 1 */
export async function startCuttingServer(file: Buffer, random: () => number): Promise<CuttingServer> {
  const etag = '"whole"';
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    // Some requests get no answer at all.
    if (random() < 0.1) return void request.socket.destroy();
    sendFrom(request, response, { file, etag, random });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    etag,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface SentFile {
  readonly file: Buffer;
  readonly etag: string;
  readonly random: () => number;
}

/** Answers with the file from where it is asked for, and cuts most answers off. */
export function sendFrom({ headers: asked }: IncomingMessage, response: ServerResponse, { file, etag, random }: SentFile): void {
  const isGood = asked['if-range'] === undefined || asked['if-range'] === etag;
  const start = isGood ? Number(/^bytes=(\d+)-$/.exec(asked.range ?? '')?.[1] ?? 0) : 0;
  const range = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` };
  const head = { etag, 'content-length': file.length - start, ...(start > 0 ? range : {}) };
  response.writeHead(start > 0 ? 206 : 200, head);
  const end = random() < 0.9 ? start + Math.floor(random() * Math.min(file.length - start, 2 ** 18)) : file.length;
  const cut = random() < 0.5 ? 'destroy' : 'resetAndDestroy';
  if (end === file.length) response.end(file.subarray(start));
  else response.write(file.subarray(start, end), () => response.socket?.[cut]());
}
