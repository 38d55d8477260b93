import { mergeMap, type Observable } from 'rxjs';
import type { HttpResponse } from '../../src/http/http-response.js';

/** The least that makes lines of a body: ASCII, each line ended. */
export function splitLines({ body }: HttpResponse): Observable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  return body.pipe(
    mergeMap((chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      return lines;
    }),
  );
}
