import { ignoreElements, throwError } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { ResponseParseError } from '../errors/response-parse-error.js';
import type { BodyDecoder, HttpResponse } from '../http/http-response.js';
import { requireOption } from '../validation/require-option.js';
import type { ServerSentEvent } from './event-block.js';
import { parseBody } from './parse-body.js';
import { createServerSentEventParser, type ServerSentEventParserOptions } from './server-sent-event-parser.js';

export interface ServerSentEventsOptions extends ServerSentEventParserOptions {
  /** Whether an answer that isn't `text/event-stream` is refused, as the HTML standard has it. Default: true. */
  checkContentType?: boolean;
}

/**
 * Reads the body as server-sent events by the rules of the HTML standard, each emitted as soon as its bytes are there; see
 * `createServerSentEventParser`. It reads one answer to its end; `eventSource` reconnects.
 *
 * ```
 * body                  --(data: a⏎⏎data: b⏎)--(⏎)--|
 *   serverSentEvents()
 * result                --a--------------------b----|
 * ```
 *
 * A 204 has no events. Errors with a `ResponseParseError` when the content type isn't `text/event-stream`, and when a line or an
 * event's data is longer than `maxEventSize`; with what the body errors with. Unsubscribing stops in the middle of a chunk and aborts
 * the transfer.
 *
 * @example
 * const words$ = http.post('/chat', { prompt: 'Hello' }, { as: serverSentEvents() });
 */
export function serverSentEvents(options: ServerSentEventsOptions = {}): BodyDecoder<ServerSentEvent> {
  const { checkContentType = true } = options;
  requireOption(typeof checkContentType === 'boolean', 'checkContentType', 'true or false', checkContentType);
  createServerSentEventParser(() => undefined, options);
  return (response) => {
    if (response.status === 204) return response.body.pipe(ignoreElements());
    const refusal = checkContentType ? contentTypeError(response) : undefined;
    if (refusal) return throwError(() => refusal);
    return parseBody(response, (subscriber) => createServerSentEventParser((event) => subscriber.next(event), options));
  };
}

/** Tells what is wrong with the content type of an answer that should be an event stream. */
export function contentTypeError({ headers, request }: HttpResponse): ResponseParseError | undefined {
  const type = headers.get('content-type');
  if (type !== null && /^[\t ]*text\/event-stream[\t ]*(?:;|$)/i.test(type)) return undefined;
  const found = type === null ? 'has no content type' : `is ${JSON.stringify(type.slice(0, 100))}`;
  return new ResponseParseError(`${requestLine(request)}: the answer ${found}, not text/event-stream.`, { text: '', request });
}
