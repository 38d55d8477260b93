import { EMPTY, type Observable } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import type { HttpRequest } from './http-request.js';
import { pullBody, type ChunkReader } from './pull-body.js';

/** A body as fetch gives it: a web stream, a Node stream (node-fetch, behind `cross-fetch`), or none. */
export type FetchBody = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null | undefined;

/** The body of a fetch response as an Observable; `abort` closes the connection. */
export function responseBody(body: FetchBody, request: HttpRequest, abort: () => void): Observable<Uint8Array> {
  if (body === null || body === undefined) return EMPTY;
  const open = (): ChunkReader => ('getReader' in body ? webReader(body, abort) : nodeReader(body, abort));
  return pullBody(open, (cause) => new NetworkError(`${requestLine(request)}: the body broke off.`, { cause, request }));
}

function webReader(body: ReadableStream<Uint8Array>, abort: () => void): ChunkReader {
  const reader = body.getReader();
  return {
    read: () => reader.read(),
    cancel() {
      abort();
      reader.cancel().catch(ignore);
    },
  };
}

function nodeReader(body: AsyncIterable<Uint8Array>, abort: () => void): ChunkReader {
  const chunks = body[Symbol.asyncIterator]();
  return {
    read: () => chunks.next(),
    cancel() {
      abort();
      chunks.return?.().catch(ignore);
    },
  };
}

/** An aborted stream rejects what is asked of it; nobody is there to hear. */
function ignore(): void {}
