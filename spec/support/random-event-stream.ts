import { bytesOf } from './chunkings.js';

const PIECES = [
  'data', 'data:', 'data: ', 'event:', 'event: x', 'id:', 'id: 7', 'retry:', 'retry: 10', ':', ': ', ' ', '\n', '\n', '\n\n', '\r\n', '\r\n\r\n',
  '\r', '\r\r', 'id: \0', 'retry: 1x', 'a', 'text', '€', '𝄞', '\ufffd', 'unknown: 1', '{"a":1}', 'data: one\n\n', 'id: 1\ndata: two\n\n', 'event: tick\ndata: 3\ndata: 4\n\n',
]; // prettier-ignore

/** Bytes of an event stream, or of something like it, in random chunks; the last line is ended by a line feed. */
export function randomEventStream(random: () => number): Uint8Array[] {
  const pick = (below: number): number => Math.floor(random() * below);
  const text = Array.from({ length: pick(25) }, () => PIECES[pick(PIECES.length)]!).join('');
  const bytes = bytesOf(text, '\n');
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + pick(random() < 0.5 ? 3 : 40);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
