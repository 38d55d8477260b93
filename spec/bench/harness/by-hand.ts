import { answerOf } from './byte-source.js';

/** The loop that users write who want bytes. */
export async function chunksByHand(chunks: readonly Uint8Array[], onChunk: (chunk: Uint8Array) => void): Promise<void> {
  const reader = answerOf(chunks).body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onChunk(value);
  }
}

/** The async generator that users write who want lines. */
export async function* linesInGenerator(chunks: readonly Uint8Array[]): AsyncGenerator<string> {
  const reader = answerOf(chunks).body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const split = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = split.pop()!;
    yield* split;
  }
  if (rest !== '') yield rest;
}

/** The loop that users write: a reader, and a decoder as a stream. */
export async function readByHand(chunks: readonly Uint8Array[], onText: (text: string) => void): Promise<void> {
  const reader = answerOf(chunks).body!.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return onText(decoder.decode());
    onText(decoder.decode(value, { stream: true }));
  }
}

/** Lines by the rules of `lines()`, but for a limit: a line feed ends one, a carriage return before it goes. */
export async function linesByHand(chunks: readonly Uint8Array[], onLine: (line: string) => void): Promise<void> {
  let rest = '';
  await readByHand(chunks, (text) => {
    const split = (rest + text).split('\n');
    rest = split.pop()!;
    for (const line of split) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  });
  if (rest !== '') onLine(rest);
}

/** The same with a search for each line feed, instead of a list of lines. */
export async function searchLinesByHand(chunks: readonly Uint8Array[], onLine: (line: string) => void): Promise<void> {
  let rest = '';
  await readByHand(chunks, (text) => {
    const all = rest + text;
    let start = 0;
    for (let feed = all.indexOf('\n'); feed >= 0; feed = all.indexOf('\n', start)) {
      onLine(all.slice(start, feed > start && all.charCodeAt(feed - 1) === 13 ? feed - 1 : feed));
      start = feed + 1;
    }
    rest = all.slice(start);
  });
  if (rest !== '') onLine(rest);
}
