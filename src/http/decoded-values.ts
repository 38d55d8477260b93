import type { Observer } from 'rxjs';

/** Who is told what comes of the bodies of his responses. */
export interface ValueSink<T> {
  emit(value: T): void;
  error(error: unknown): void;
  /** One body has been decoded. */
  complete(): void;
}

/** Tells what comes of one body. */
export class DecodedValues<T> implements Observer<T> {
  readonly #sink: ValueSink<T>;

  constructor(sink: ValueSink<T>) {
    this.#sink = sink;
  }

  next(value: T): void {
    this.#sink.emit(value);
  }

  error(error: unknown): void {
    this.#sink.error(error);
  }

  complete(): void {
    this.#sink.complete();
  }
}
