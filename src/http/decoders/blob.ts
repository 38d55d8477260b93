import { map } from 'rxjs';
import type { BodyDecoder } from '../http-response.js';
import { joinBytes } from '../read-bytes.js';

/** Reads the body as a `Blob` of the response's content type: emits it once, when all of it is there. */
export function blob(): BodyDecoder<Blob> {
  return ({ body, headers }) =>
    body.pipe(
      joinBytes(),
      map((bytes) => new Blob([bytes], { type: headers.get('content-type') ?? '' })),
    );
}
