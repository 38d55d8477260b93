import { requestLine } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import { checkBodyFits } from './check-method.js';
import type { HttpRequest } from './http-request.js';
import { isStream, type SentBody } from './request-body.js';

/**
 * Throws a `RequestError` for a method or body that no transport can send.
 *
 * @param body what is sent of the request's body
 * @param sentStreams the streams that were sent before; a second time they would be empty
 */
export function checkSendable(request: HttpRequest, body: SentBody | undefined, sentStreams: WeakSet<object>): void {
  if (/^(CONNECT|TRACE|TRACK)$/.test(request.method)) throw refusal(request, `fetch doesn't allow the method ${request.method}`);
  checkBodyFits(request.method, request.body);
  if (isStream(body)) checkUnread(body, request, sentStreams);
}

function checkUnread(stream: object, request: HttpRequest, sentStreams: WeakSet<object>): void {
  if (('locked' in stream && stream.locked === true) || sentStreams.has(stream)) {
    throw refusal(request, 'its body is a stream that has been read already; give a factory, () => stream, that makes a new one each time');
  }
  sentStreams.add(stream);
}

/** The error for a request that can't be sent. */
export function refusal(request: HttpRequest, why: string): RequestError {
  return new RequestError(`${requestLine(request)} can't be sent: ${why}.`, { request });
}
