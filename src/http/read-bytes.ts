import { map, pipe, reduce, type OperatorFunction } from 'rxjs';

/** Joins all chunks into one array, emitted at the end; an empty body gives an empty one. */
export function joinBytes(): OperatorFunction<Uint8Array, Uint8Array<ArrayBuffer>> {
  return pipe(
    reduce<Uint8Array, Uint8Array[]>((chunks, chunk) => {
      chunks.push(chunk);
      return chunks;
    }, []),
    map(concat),
  );
}

/** Joins all chunks into one text, emitted at the end: UTF-8, without its byte order mark. */
export function joinText(): OperatorFunction<Uint8Array, string> {
  return pipe(
    joinBytes(),
    map((bytes) => new TextDecoder().decode(bytes)),
  );
}

function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.byteLength;
  }
  return joined;
}
