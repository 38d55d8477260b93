import type { HttpResponse } from 'breakwater';
import { Observable } from 'rxjs';

/** Counts what reaches the server, and what still runs there. */
export class SourceLog {
  running = 0;

  /** @param onStart called for each attempt, before its answer is asked for */
  deferred<T>(onStart: () => void, answer: () => Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.running++;
      subscriber.add(() => this.running--);
      onStart();
      answer().subscribe(subscriber);
    });
  }

  /** A response runs until its body has been read or left. */
  deferredResponse(onStart: () => void, answer: () => Observable<HttpResponse>): Observable<HttpResponse> {
    return new Observable((subscriber) => {
      let hasHead = false;
      this.running++;
      subscriber.add(() => {
        if (!hasHead) this.running--;
      });
      onStart();
      const next = (response: HttpResponse): void => {
        hasHead = true;
        subscriber.next({ ...response, body: this.#countBody(response.body) });
      };
      const error = (reason: unknown): void => subscriber.error(reason);
      subscriber.add(answer().subscribe({ next, error, complete: () => subscriber.complete() }));
    });
  }

  #countBody(body: Observable<Uint8Array>): Observable<Uint8Array> {
    return new Observable((reader) => {
      reader.add(() => this.running--);
      body.subscribe(reader);
    });
  }
}
