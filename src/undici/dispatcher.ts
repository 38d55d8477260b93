/**
 * What the transport needs of an undici `Dispatcher`: an `Agent`, a `ProxyAgent`, a `MockAgent`. Told by shape, so that whoever
 * doesn't use undici needs none of its types.
 */
export interface DispatcherLike {
  dispatch(options: object, handler: object): boolean;
}

/** What `dispatch` is told. */
export interface DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | Blob | AsyncIterable<Uint8Array> | null;
  readonly reset: boolean | null;
}

/** undici's handle on a running exchange. */
export interface DispatchController {
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

export type DispatchedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What undici calls back, from its version 7 on. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController): void;
  onResponseStart(controller: DispatchController, status: number, headers: DispatchedHeaders, statusText?: string): void;
  onResponseData(controller: DispatchController, chunk: Uint8Array): void;
  onResponseEnd(controller: DispatchController): void;
  onResponseError(controller: DispatchController | undefined, error: Error): void;
}
