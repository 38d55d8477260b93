import type { IncomingMessage } from 'node:http';

const MOST = 65_536;

export class TooLargeError extends Error {
  constructor() {
    super(`The body must have at most ${MOST} bytes.`);
  }
}

/** The text of a request's body; rejects with a `TooLargeError`, or when the client leaves before its end. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST) chunks.push(chunk);
  }
  if (size > MOST) throw new TooLargeError();
  return Buffer.concat(chunks).toString();
}
