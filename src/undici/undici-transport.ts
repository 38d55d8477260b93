import { Observable } from 'rxjs';
import type { HttpTransport } from '../http/http-response.js';
import { createDispatcherLookup } from './default-dispatcher.js';
import type { DispatcherLike } from './dispatcher.js';
import { Exchange } from './exchange.js';
import { toMessage } from './message.js';

export interface UndiciTransportOptions {
  /** Where requests go. Default: undici's global dispatcher, looked up for each request. */
  dispatcher?: DispatcherLike;
}

/**
 * Sends requests through an undici `Dispatcher`, without a Promise or stream object between its parser and the subscriber. Emits the
 * response when its head is there; the connection is paused until the body is subscribed to, and while somebody holds its reader.
 * Redirections are followed and compressed bodies undone, as with fetch; nothing is retried. Errors with `NetworkError` when no answer
 * comes or the body breaks off, and with `RequestError` for what undici can't send. Unsubscribing aborts in the same frame.
 *
 * @example
 * const http = createHttpClient({ transport: undiciTransport({ dispatcher: new Agent({ connections: 50 }) }) });
 */
export function undiciTransport({ dispatcher }: UndiciTransportOptions = {}): HttpTransport {
  const sentStreams = new WeakSet();
  const lookUp = createDispatcherLookup();
  return (request) =>
    new Observable((subscriber) => {
      const message = toMessage(request, sentStreams);
      new Exchange(request, message, dispatcher ?? lookUp(), subscriber).send();
    });
}
