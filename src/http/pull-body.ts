import { Observable, type Subscriber } from 'rxjs';

/** A body that gives one chunk at a time, when asked. */
export interface ChunkReader {
  read(): Promise<{ readonly done?: boolean; readonly value?: Uint8Array | undefined }>;
  /** Lets go of a body that is not wanted any more. */
  cancel(): void;
}

/**
 * A body as a cold Observable that can be subscribed to once. It asks for the next chunk when `next` has returned;
 * unsubscribing cancels in the same frame, and nothing is cancelled after the end.
 *
 * @param toError wraps what the platform says when the body breaks off
 */
export function pullBody(open: () => ChunkReader, toError: (cause: unknown) => Error): Observable<Uint8Array> {
  let isTaken = false;
  return new Observable((subscriber) => {
    if (isTaken) return subscriber.error(new TypeError('The body of a response can be read only once, and it has been.'));
    isTaken = true;
    const reader = open();
    let hasEnded = false;
    subscriber.add(() => {
      if (!hasEnded) reader.cancel();
    });
    pull(reader, subscriber, toError, () => {
      hasEnded = true;
    });
  });
}

function pull(reader: ChunkReader, subscriber: Subscriber<Uint8Array>, toError: (cause: unknown) => Error, onEnd: () => void): void {
  reader.read().then(
    ({ done, value }) => {
      if (subscriber.closed) return;
      if (done) {
        onEnd();
        return subscriber.complete();
      }
      if (value) subscriber.next(value);
      if (!subscriber.closed) pull(reader, subscriber, toError, onEnd);
    },
    (cause: unknown) => {
      if (subscriber.closed) return;
      onEnd();
      subscriber.error(toError(cause));
    },
  );
}
