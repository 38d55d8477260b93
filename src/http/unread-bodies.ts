import { isObservable, map, Observable } from 'rxjs';
import type { HttpResponse, HttpTransport } from './http-response.js';

/**
 * The bodies of one attempt that nobody has begun to read. An interceptor may drop a response, or be left while it holds one, and
 * a decoder may not care: whoever ends the attempt lets go of them, or their connections would stay busy.
 */
export class UnreadBodies {
  /** In the order in which their heads came. */
  readonly #unread = new Set<Observable<Uint8Array>>();

  /** The same transport, its bodies watched. */
  watch(transport: HttpTransport): HttpTransport {
    return (request) => transport(request).pipe(map((response) => this.watched(response)));
  }

  /** The same response, its body watched. */
  watched(response: HttpResponse): HttpResponse {
    const { body } = response;
    this.#unread.add(body);
    const read = new Observable<Uint8Array>((subscriber) => {
      this.#unread.delete(body);
      return body.subscribe(subscriber);
    });
    return { ...response, body: read };
  }

  /** Tells what a decoder has emitted: with a response, or its body, the last one belongs to the caller. */
  handOut(value: unknown): void {
    if (this.#unread.size === 0) return; // a stream of values: its body is being read
    if (!isObservable(value) && !isObservable((value as Partial<HttpResponse> | null | undefined)?.body)) return;
    this.#unread.delete([...this.#unread].at(-1)!);
  }

  /** Ends their transfers. */
  leave(): void {
    for (const body of this.#unread) body.subscribe({ error: () => undefined }).unsubscribe();
  }
}
