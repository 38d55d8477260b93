import { basicAuthorization } from '../http/basic-authorization.js';
import { checkSendable, refusal } from '../http/check-sendable.js';
import type { HttpRequest } from '../http/http-request.js';
import { prepareContent } from './content.js';
import type { DispatchOptions } from './dispatcher.js';
import { Upload } from './upload.js';

/** A request as it goes on the wire: of a redirected one there are several. */
export interface Message {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: DispatchOptions['body'];
}

/** What Node's fetch sends as well, for servers that are particular about it. */
const DEFAULTS = [
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate, br'],
  ['user-agent', 'undici'],
] as const;

/**
 * Turns a request into what is sent; throws a `RequestError` for what can't be.
 *
 * @param sentStreams the streams that were sent before; a second time they would be empty
 */
export function toMessage(request: HttpRequest, sentStreams: WeakSet<object>): Message {
  const url = new URL(request.url);
  if (!/^https?:$/.test(url.protocol)) throw refusal(request, `undici doesn't speak ${url.protocol}`);
  if (request.init.integrity) throw refusal(request, "undici's dispatchers check no integrity; use fetchTransport()");
  checkSendable(request, request.body, sentStreams);
  const { body, contentType } = prepareContent(request.body);
  const headers = [...request.headers];
  const addMissing = (name: string, value: string | undefined): void => {
    if (value !== undefined && !request.headers.has(name)) headers.push([name, value]);
  };
  for (const [name, value] of DEFAULTS) addMissing(name, value);
  addMissing('content-type', contentType);
  addMissing('authorization', basicAuthorization(url));
  return { url, method: request.method, headers, body };
}

/** The arguments of `dispatch`. A HEAD keeps its connection, as with fetch, unless the server closes it. */
export function toDispatchOptions({ url, method, headers, body }: Message): DispatchOptions {
  const reset = method === 'HEAD' ? false : null;
  return { origin: url.origin, path: url.pathname + url.search, method, headers: headers.flat(), body, reset };
}

/** Ends the stream that is being sent, if there is one. */
export function cancelUpload({ body }: Message): void {
  if (body instanceof Upload) body.cancel();
}
