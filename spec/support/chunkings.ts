/** The bytes of a text; a list is joined, so that bytes that are no text can stand among texts. */
export function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const pieces = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part)));
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** The bytes in one piece, cut once at every place, and in single bytes; an empty piece may be among them. */
export function everySplit(bytes: Uint8Array): Uint8Array[][] {
  const cutOnce = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.slice(0, at), bytes.slice(at)]);
  return [[bytes], ...cutOnce, cutAfter(bytes, 1), cutAfter(bytes, 2), cutAfter(bytes, 3)];
}

/** Pieces of this many bytes. */
export function cutAfter(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));
}

/** Cut at these places, in whatever order they come. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.slice(cuts[index], end));
}
