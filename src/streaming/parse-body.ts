import { Observable, type Subscriber } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { requestLine } from '../errors/library-error.js';
import { ResponseParseError } from '../errors/response-parse-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse } from '../http/http-response.js';
import type { ByteParser } from './byte-parser.js';

/**
 * Feeds a body to a parser that tells the subscriber what it finds, inside the body's own `next`, so that who holds that holds the
 * reader. What the parser throws ends the stream; whoever leaves stops the parser in the middle of a chunk.
 */
export function parseBody<T>({ body, request }: HttpResponse, createParser: (subscriber: Subscriber<T>) => ByteParser): Observable<T> {
  return new Observable((subscriber) => {
    const parser = createParser(subscriber);
    subscriber.add(() => parser.stop());
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        subscriber.error(withRequest(error, request));
      }
    };
    body.subscribe(
      innerSubscriber<Uint8Array>(subscriber, {
        next: (chunk) => attempt(() => parser.push(chunk)),
        complete: () =>
          attempt(() => {
            parser.end();
            subscriber.complete();
          }),
      }),
    );
  });
}

/** A parser doesn't know whose body it reads. */
function withRequest(error: unknown, request: HttpRequest): unknown {
  if (!(error instanceof ResponseParseError)) return error;
  const { text, line, cause } = error;
  return new ResponseParseError(`${requestLine(request)}: ${decapitalize(error.message)}`, { text, line, cause, request });
}

function decapitalize(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
