import { RequestError } from '../errors/request-error.js';
import { streamedType } from './streamed-body.js';

/** A body as it is sent. */
export type SentBody =
  string | FormData | Blob | ArrayBuffer | ArrayBufferView | URLSearchParams | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What can be given as a body: plain objects and arrays become JSON, the rest goes as it is. A stream can be sent once only; a
 * factory is called again for each attempt.
 */
export type RequestBody = SentBody | object | readonly unknown[] | null | undefined | (() => RequestBody);

/** A body, ready to be sent. */
export interface PreparedBody {
  readonly content: SentBody | undefined;
  readonly contentType?: string;
  /** False for a stream: once read it is gone. */
  readonly isRepeatable: boolean;
}

export const NO_BODY: PreparedBody = { content: undefined, isRepeatable: true };

/** Turns a body that isn't a factory into what is sent; throws a `RequestError` for what can't be. */
export function prepareBody(body: Exclude<RequestBody, () => RequestBody>): PreparedBody {
  if (body === undefined || body === null) return NO_BODY;
  if (isStream(body)) return { content: body, contentType: streamedType(body), isRepeatable: false };
  if (isSentAsIs(body)) return { content: body, isRepeatable: true };
  return { content: toJson(body), contentType: 'application/json', isRepeatable: true };
}

/** Tells a body that can be read only once. */
export function isStream(body: unknown): body is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof body !== 'object' || body === null) return false;
  return hasMethod(body, 'getReader') || hasMethod(body, Symbol.asyncIterator);
}

function isSentAsIs(body: unknown): body is SentBody {
  if (typeof body === 'string' || ArrayBuffer.isView(body)) return true;
  return ['ArrayBuffer', 'Blob', 'FormData', 'URLSearchParams'].some((name) => isInstance(body, name));
}

/** Platforms differ in which of these classes they have. */
function isInstance(value: unknown, name: string): boolean {
  const type = (globalThis as Record<string, unknown>)[name];
  return typeof type === 'function' && value instanceof type;
}

function toJson(body: object): string {
  const unfit = whyNotJson(body);
  if (unfit !== undefined) throw new RequestError(`The body can't be sent: ${unfit}.`);
  let json: string | undefined;
  try {
    json = JSON.stringify(body);
  } catch (cause) {
    throw new RequestError(`The body can't be sent as JSON: ${cause instanceof Error ? firstLine(cause.message) : 'its toJSON threw'}.`, {
      cause,
    });
  }
  if (json === undefined) throw new RequestError("The body can't be sent as JSON: it has no JSON form.");
  return json;
}

/** What `JSON.stringify` would quietly turn into `{}` or drop. */
function whyNotJson(body: object): string | undefined {
  if (typeof body === 'symbol' || typeof body === 'bigint') return `a ${typeof body} has no JSON form`;
  if (body instanceof Map || body instanceof Set) return 'a Map or Set has no JSON form; give an object or an array';
  if (hasMethod(body, 'subscribe')) return 'an Observable is not a body; take its value first, e.g. with switchMap';
  return hasMethod(body, 'then') ? 'a Promise is not a body; await it first, or use from() and switchMap' : undefined;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}

function hasMethod(body: object, name: string | symbol): boolean {
  return typeof (body as Record<string | symbol, unknown>)[name] === 'function';
}
