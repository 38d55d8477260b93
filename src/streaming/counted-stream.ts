const CHUNK = 65_536;

/**
 * Hands a stream on in small chunks, and tells how many bytes the reader has got: when it asks for more, it has done with those before. Told
 * are 0 first, and all of them at the end.
 */
export function countedStream(source: ReadableStream<Uint8Array>, onSent: (sent: number) => void): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let rest: Uint8Array = new Uint8Array(0);
  let sent = 0;

  async function refill(): Promise<boolean> {
    while (rest.byteLength === 0) {
      const { value, done } = await reader.read();
      if (done) return false;
      rest = value;
    }
    return true;
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    onSent(sent);
    if (!(await refill())) return controller.close();
    const chunk = rest.subarray(0, CHUNK);
    rest = rest.subarray(CHUNK);
    sent += chunk.byteLength;
    controller.enqueue(chunk);
  }
  return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) }, { highWaterMark: 0 });
}
