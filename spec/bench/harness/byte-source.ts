/** How a text is cut: into chunks of so many bytes, or at random into chunks of 1 byte to 64 KiB, the same in every run. */
export type Cut = number | 'random';

export const CUTS: readonly [name: string, cut: Cut][] = [
  ['chunks of 64 KiB', 65_536],
  ['chunks of 16 KiB', 16_384],
  ['random chunks up to 64 KiB', 'random'],
];

/** What a server sends that flushes each event. No target covers it: there the chunk costs more than what is in it. */
export const SMALL_CUT = ['chunks of 200 bytes', 200] as const;

export function inChunks(text: string, cut: Cut): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  let seed = 1;
  for (let at = 0; at < bytes.length; at += chunks.at(-1)!.length) {
    seed = (seed * 48_271) % 2_147_483_647;
    chunks.push(bytes.subarray(at, at + (cut === 'random' ? 1 + (seed % 65_536) : cut)));
  }
  return chunks;
}

export function megabytes(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0) / 1e6;
}

/** The answer of a fetch whose body is a web stream of these chunks. All contenders that read a stream begin with it. */
export function answerOf(chunks: readonly Uint8Array[]): Response {
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
