import { AnswerHeaders } from './answer-headers.js';
import type { DispatchController, DispatchedHeaders, DispatchHandler } from './dispatcher.js';
import { cancelUpload, type Message } from './message.js';

/** The beginning of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
}

/** Where the bytes of an answer go. */
export interface BodySink {
  data(chunk: Uint8Array): void;
  end(): void;
  fail(cause: unknown): void;
}

export interface TransferEvents {
  /** The head is there; returns where the body goes. */
  onHead(head: ResponseHead, transfer: Transfer): BodySink;
  /** No answer; `wasStarted`: whether anything was sent. */
  onError(cause: unknown, wasStarted: boolean): void;
}

/** One request on the wire and its answer: the handler that undici calls back. */
export class Transfer implements DispatchHandler {
  readonly #events: TransferEvents;
  readonly #message: Message;
  #controller: DispatchController | undefined;
  #sink: BodySink | undefined;
  #isAborted = false;

  constructor(events: TransferEvents, message: Message) {
    this.#events = events;
    this.#message = message;
  }

  /** Closes the connection; one that waits for a connection is given up when it gets one. Tells nobody. */
  abort(): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#controller?.abort(new Error('The request was left.'));
    cancelUpload(this.#message);
  }

  pause(): void {
    this.#controller?.pause();
  }

  /** undici's parser can't go on beneath itself, and whoever calls may be called by it: so a moment later. */
  resume(shouldGoOn: () => boolean): void {
    if (!this.#controller?.paused) return;
    queueMicrotask(() => {
      if (!this.#isAborted && shouldGoOn()) this.#controller?.resume();
    });
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#isAborted) controller.abort(new Error('The request was left.'));
  }

  onResponseStart(_: DispatchController, status: number, headers: DispatchedHeaders, statusText = ''): void {
    if (status < 200 || this.#isAborted) return; // an interim answer
    this.#sink = this.#events.onHead({ status, statusText, headers: new AnswerHeaders(headers) }, this);
  }

  onResponseData(_: DispatchController, chunk: Uint8Array): void {
    if (!this.#isAborted) this.#sink?.data(chunk);
  }

  onResponseEnd(): void {
    if (!this.#isAborted) this.#sink?.end();
  }

  onResponseError(_: DispatchController | undefined, cause: Error): void {
    if (this.#isAborted) return;
    cancelUpload(this.#message);
    if (this.#sink) this.#sink.fail(cause);
    else this.#events.onError(cause, this.#controller !== undefined);
  }
}
