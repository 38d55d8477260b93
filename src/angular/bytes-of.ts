import { EMPTY, of, type Observable } from 'rxjs';

/** The bytes of a body that Angular hands out, or that one of its interceptors has made. */
export function bytesOf(body: unknown): Observable<Uint8Array> {
  if (body === null || body === undefined) return EMPTY;
  if (body instanceof ArrayBuffer) return body.byteLength === 0 ? EMPTY : of(new Uint8Array(body));
  return of(new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)));
}
