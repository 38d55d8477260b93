import { asyncScheduler } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import { bodyType } from '../http/body-type.js';
import { isStream, type RequestBody } from '../http/request-body.js';
import { streamOf, type PlainBody } from '../http/streamed-body.js';
import { throwLater } from '../time/throw-later.js';
import { requireFunction, requireOption } from '../validation/require-option.js';
import { countedStream } from './counted-stream.js';

/** How far the sending of a body has come. */
export interface UploadProgress {
  /** Bytes that the platform has taken and asked for more; what it and the network still hold is among them. */
  readonly sent: number;
  /** Absent where the body is a stream. */
  readonly total?: number;
}

/** A body whose bytes can be counted: a `Blob` of a form is had with `await new Response(form).blob()`. */
export type UploadBody = PlainBody | (() => PlainBody | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>);

/**
 * Makes a body factory whose bytes are counted while the platform takes them. For each attempt it begins anew: `sent` is 0 first, never
 * falls, and is all bytes at the end; the attempt before tells nothing any more, even if the server answered it early.
 *
 * ```
 * first attempt      0--40--80--#          a 503
 * second attempt                   0--40--80--100
 * onProgress         0--40--80-----0--40--80--100
 * ```
 *
 * It is told where streams can be sent: by Node's fetch, and those like it. A browser's fetch and `cross-fetch` get the body as it is, and
 * tell nothing; so does a second sending within one attempt. As a stream it goes in chunks, without `Content-Length`, unless you set that header, and a redirect that repeats
 * the body (307, 308) is an error. What `onProgress` throws is reported as unhandled, and the upload goes on.
 *
 * @example
 * const body = uploadProgress('a long text', ({ sent, total }) => console.log(sent, total));
 * const saved$ = http.put('/notes/1', body);
 */
export function uploadProgress(body: UploadBody, onProgress: (progress: UploadProgress) => void): () => RequestBody {
  requireOption(isPlain(body) || typeof body === 'function', 'body', 'text, bytes, a Blob, or a factory of these or of a stream', body);
  requireFunction('onProgress', onProgress);
  let latest: object;
  return () => {
    const attempt = {};
    latest = attempt;
    const tell = (progress: UploadProgress): void => {
      if (latest === attempt) throwLater(asyncScheduler, () => onProgress(progress));
    };
    const given = typeof body === 'function' ? body() : body;
    if (!isPlain(given) && !isStream(given)) return given;
    const size = isPlain(given) ? { total: sizeOf(given) } : {};
    const counted = countedStream(open(given), (sent) => tell({ sent, ...size }));
    return isPlain(given) ? streamOf(given, bodyType(given), counted) : counted;
  };
}

/** A `Response` reads whatever can be sent. */
function open(body: PlainBody | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  try {
    return new Response(body as BodyInit).body as ReadableStream<Uint8Array>;
  } catch (cause) {
    throw new RequestError("The body can't be sent: it is a stream that has been read already.", { cause });
  }
}

function isPlain(body: unknown): body is PlainBody {
  if (typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return true;
  return body instanceof URLSearchParams || body instanceof Blob;
}

function sizeOf(body: PlainBody): number {
  if (body instanceof Blob) return body.size;
  if (typeof body === 'string' || body instanceof URLSearchParams) return new TextEncoder().encode(body.toString()).byteLength;
  return body.byteLength;
}
