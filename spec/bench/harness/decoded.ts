import { createHttpClient, fetchTransport, response, type BodyDecoder, type HttpClient, type HttpResponse } from 'breakwater';
import { answerOf } from './byte-source.js';

const URL = 'http://localhost/';

/** The decoder over a response, subscribed to with a function. The response comes from a client, with all that watches its bytes. */
export function decoded<T>(chunks: readonly Uint8Array[], decode: BodyDecoder<T>, onValue: (value: T) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const read = (answer: HttpResponse): unknown => decode(answer).subscribe({ next: onValue, error: reject, complete: resolve });
    clientOver(chunks).get(URL, { as: response() }).subscribe({ next: read, error: reject });
  });
}

/** The same through the whole client, where all that watches the request sees each value. */
export function requested<T>(chunks: readonly Uint8Array[], decode: BodyDecoder<T>, onValue: (value: T) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    clientOver(chunks).get(URL, { as: decode }).subscribe({ next: onValue, error: reject, complete: resolve });
  });
}

function clientOver(chunks: readonly Uint8Array[]): HttpClient {
  return createHttpClient({ transport: fetchTransport({ fetch: () => Promise.resolve(answerOf(chunks)) }) });
}
