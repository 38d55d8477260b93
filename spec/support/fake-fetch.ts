/** A fetch whose answer the spec plays by hand. */
export interface FakeFetch {
  readonly fetch: typeof fetch;
  /** The signals that it was given, one for each call. */
  readonly signals: AbortSignal[];
  /** How often a chunk was asked for. */
  pulls: number;
  /** Whether the body was cancelled. */
  isCancelled: boolean;
  answer(init?: ResponseInit): void;
  refuse(error: unknown): void;
  chunk(text: string): void;
  end(): void;
  breakOff(error: unknown): void;
}

export function fakeFetch(): FakeFetch {
  let body!: ReadableStreamDefaultController<Uint8Array>;
  let settle!: { resolve: (response: Response) => void; reject: (error: unknown) => void };
  const fake: FakeFetch = {
    signals: [],
    pulls: 0,
    isCancelled: false,
    fetch: (_, init) => {
      fake.signals.push(init!.signal!);
      return new Promise((resolve, reject) => (settle = { resolve, reject }));
    },
    answer(init) {
      const source: UnderlyingDefaultSource<Uint8Array> = {
        start: (controller) => void (body = controller),
        pull: () => void fake.pulls++,
        cancel: () => void (fake.isCancelled = true),
      };
      settle.resolve(new Response(new ReadableStream(source, { highWaterMark: 0 }), init));
    },
    refuse: (error) => settle.reject(error),
    chunk: (text) => body.enqueue(new TextEncoder().encode(text)),
    end: () => body.close(),
    breakOff: (error) => body.error(error),
  };
  return fake;
}

/** Waits until all that promises can do now has been done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
