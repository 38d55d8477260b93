import { Observable, type Subscriber } from 'rxjs';
import { Reader } from '../delivery/current-reader.js';

/** A body that gives one chunk at a time, when asked. */
export interface ChunkReader {
  read(): Promise<{ readonly done?: boolean; readonly value?: Uint8Array | undefined }>;
  /** Lets go of a body that is not wanted any more. */
  cancel(): void;
}

/**
 * A body as a cold Observable that can be subscribed to once. It asks for the next chunk when `next` has returned and nobody holds
 * its reader; unsubscribing cancels in the same frame, and nothing is cancelled after the end.
 *
 * @param toError wraps what the platform says when the body breaks off
 */
export function pullBody(open: () => ChunkReader, toError: (cause: unknown) => Error): Observable<Uint8Array> {
  let isTaken = false;
  return new Observable((subscriber) => {
    if (isTaken) return subscriber.error(new TypeError('The body of a response can be read only once, and it has been.'));
    isTaken = true;
    const chunks = open();
    let hasEnded = false;
    subscriber.add(() => {
      if (!hasEnded) chunks.cancel();
    });
    pull({ chunks, reader: new Reader(), subscriber, toError, onEnd: () => (hasEnded = true) });
  });
}

/** One reading of a body. */
interface Pull {
  readonly chunks: ChunkReader;
  readonly reader: Reader;
  readonly subscriber: Subscriber<Uint8Array>;
  readonly toError: (cause: unknown) => Error;
  readonly onEnd: () => void;
}

function pull(reading: Pull): void {
  const { chunks, reader, subscriber, toError, onEnd } = reading;
  chunks.read().then(
    ({ done, value }) => {
      if (done) onEnd();
      reader.deliver(() => {
        if (done) subscriber.complete();
        else if (value) subscriber.next(value);
      });
      reader.whenFree(() => {
        if (!subscriber.closed) pull(reading);
      });
    },
    (cause: unknown) => {
      if (subscriber.closed) return;
      onEnd();
      reader.deliver(() => subscriber.error(toError(cause)));
    },
  );
}
