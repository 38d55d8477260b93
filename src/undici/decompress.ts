import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Observable } from 'rxjs';
import { currentReader, Reader } from '../delivery/current-reader.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** An answer may name more codings than anybody needs, to have each one expanded. */
const MOST_CODINGS = 5;
/** As curl and fetch: what is there leaves at once, and an end that is missing is forgiven. */
const LENIENT = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const LENIENT_BROTLI = { flush: zlib.constants.BROTLI_OPERATION_FLUSH, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

/** From Node 22.15 and 23.8 on. */
const { createZstdDecompress: ZSTD } = zlib as { createZstdDecompress?: (options: zlib.ZlibOptions) => Transform };
const { ZSTD_e_continue: flush, ZSTD_e_end: finishFlush } = zlib.constants as { ZSTD_e_continue?: number; ZSTD_e_end?: number };
const LENIENT_ZSTD = { flush, finishFlush };

/** Makes a decoder when the first bytes are there. */
type CreateDecoder = (start: Uint8Array) => Transform;

const DECODERS: ReadonlyMap<string, CreateDecoder> = new Map<string, CreateDecoder>([
  ['gzip', () => zlib.createGunzip(LENIENT)],
  ['x-gzip', () => zlib.createGunzip(LENIENT)],
  // Some servers leave the header of zlib out, whose first byte ends in 8.
  ['deflate', ([first = 0]) => ((first & 0x0f) === 8 ? zlib.createInflate(LENIENT) : zlib.createInflateRaw(LENIENT))],
  ['br', () => zlib.createBrotliDecompress(LENIENT_BROTLI)],
  ...(ZSTD ? [['zstd', () => ZSTD(LENIENT_ZSTD)] as const] : []),
]);

/** The codings to ask for. */
export const ACCEPTED_CODINGS = ZSTD ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/**
 * Undoes the codings of a `Content-Encoding`, the last one first. Where one isn't known the bytes stay as they are, as with fetch.
 * It is a reader of its own: while somebody holds it, the source stands still too. Throws for too many codings.
 *
 * @param toError wraps what a decoder says of bytes that it can't read
 */
export function decompress(
  source: Observable<Uint8Array>,
  encoding: string | null,
  toError: (cause: unknown) => Error,
): Observable<Uint8Array> {
  if (encoding === null) return source;
  const codings = encoding.toLowerCase().split(',');
  if (codings.length > MOST_CODINGS) throw new Error(`the answer has ${codings.length} content codings, more than ${MOST_CODINGS}`);
  const decoders = codings.map((coding) => DECODERS.get(coding.trim()));
  const isKnown = decoders.every((decoder) => decoder !== undefined);
  return isKnown ? decoders.reduceRight((bytes, create) => decode(bytes, create, toError), source) : source;
}

function decode(source: Observable<Uint8Array>, create: CreateDecoder, toError: (cause: unknown) => Error): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const reader = new Reader();
    let decoder: Transform | undefined;
    subscriber.add(() => decoder?.destroy());

    const open = (start: Uint8Array): Transform =>
      create(start)
        .on('data', (chunk: Uint8Array) => {
          reader.deliver(() => subscriber.next(chunk));
          if (!reader.isHeld) return;
          decoder?.pause();
          reader.whenFree(() => decoder?.resume());
        })
        .on('end', () => reader.deliver(() => subscriber.complete()))
        .on('error', (cause) => reader.whenFree(() => subscriber.error(toError(cause))));

    const inner = innerSubscriber<Uint8Array>(subscriber, {
      next(chunk) {
        decoder ??= open(chunk);
        if (decoder.write(chunk)) return;
        const release = currentReader()?.hold();
        if (release) decoder.once('drain', release);
      },
      complete: () => (decoder ? decoder.end() : subscriber.complete()),
    });
    source.subscribe(inner);
  });
}
