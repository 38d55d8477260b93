import { checkSendable, refusal } from '../http/check-sendable.js';
import { overlay, withDefault, type HeaderList } from '../http/header-list.js';
import type { HttpRequest } from '../http/http-request.js';
import { withoutFragment } from '../http/without-fragment.js';
import { prepareContent } from './content.js';
import { ACCEPTED_CODINGS } from './decompress.js';
import type { DispatchOptions } from './dispatcher.js';
import { Upload } from './upload.js';

/** A request as it goes on the wire: of a redirected one there are several. */
export interface Message {
  /** As the WHATWG URL standard writes it. */
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: DispatchOptions['body'];
}

/** What Node's fetch sends as well, for servers that are particular about it. */
const DEFAULTS: HeaderList = ['accept', '*/*', 'accept-encoding', ACCEPTED_CODINGS, 'user-agent', 'undici'];

/**
 * Turns a request into what is sent; throws a `RequestError` for what can't be.
 *
 * @param sentStreams the streams that were sent before; a second time they would be empty
 */
export function toMessage(request: HttpRequest, sentStreams: WeakSet<object>): Message {
  const { url, method, init } = request;
  if (!/^https?:/.test(url)) throw refusal(request, `undici doesn't speak ${new URL(url).protocol}`);
  if (init.integrity) throw refusal(request, "undici's dispatchers check no integrity; use fetchTransport()");
  checkSendable(request, request.body, sentStreams);
  const { body, contentType } = prepareContent(request.body);
  const headers = withDefault(overlay(DEFAULTS, request.fields), 'content-type', contentType);
  return { url, method, headers, body };
}

/** The arguments of `dispatch`. A HEAD keeps its connection, as with fetch, unless the server closes it. */
export function toDispatchOptions({ url, method, headers, body }: Message): DispatchOptions {
  const origin = originOf(url);
  const path = withoutFragment(url).slice(origin.length);
  return { origin, path, method, headers, body, reset: method === 'HEAD' ? false : null };
}

/** Cut out, since it is written in the standard's way already: behind the host there is a slash. */
export function originOf(url: string): string {
  return url.slice(0, url.indexOf('/', 'https://'.length));
}

/** Ends the stream that is being sent, if there is one. */
export function cancelUpload({ body }: Message): void {
  if (body instanceof Upload) body.cancel();
}
