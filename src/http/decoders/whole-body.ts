import { Observable, type Observer } from 'rxjs';
import { subscribeOwned } from '../../delivery/inner-subscriber.js';
import type { BodyDecoder, HttpResponse } from '../http-response.js';

/** Makes a value of all chunks of a body; what it throws is the call's error. */
export type FromChunks<T> = (chunks: readonly Uint8Array[], response: HttpResponse) => T;

/** A decoder that emits once, at the end. Who reads the body himself needs no stream of it. */
export interface WholeBodyDecoder<T> extends BodyDecoder<T> {
  readonly fromChunks: FromChunks<T>;
}

export function wholeBody<T>(fromChunks: FromChunks<T>): WholeBodyDecoder<T> {
  const decode: BodyDecoder<T> = (response) =>
    new Observable((subscriber) => {
      subscribeOwned(response.body, new BodyReader(response, fromChunks, subscriber), subscriber);
    });
  return Object.assign(decode, { fromChunks });
}

/** Keeps what comes of a body, and tells a target what it makes. */
export class BodyReader<T> implements Observer<Uint8Array> {
  readonly #response: HttpResponse;
  readonly #fromChunks: FromChunks<T>;
  readonly #target: Observer<T>;
  readonly #chunks: Uint8Array[] = [];

  constructor(response: HttpResponse, fromChunks: FromChunks<T>, target: Observer<T>) {
    this.#response = response;
    this.#fromChunks = fromChunks;
    this.#target = target;
  }

  next(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  error(error: unknown): void {
    this.#target.error(error);
  }

  complete(): void {
    let value: T;
    try {
      value = this.#fromChunks(this.#chunks, this.#response);
    } catch (error) {
      return this.#target.error(error);
    }
    this.#target.next(value);
    this.#target.complete();
  }
}
