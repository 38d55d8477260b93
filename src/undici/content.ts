import { bodyType } from '../http/body-type.js';
import { isStream, type SentBody } from '../http/request-body.js';
import type { DispatchOptions } from './dispatcher.js';
import { encodeForm } from './encode-form.js';
import { Upload } from './upload.js';

/** A body as undici sends it, with the content type that follows from it. */
export interface Content {
  readonly body: DispatchOptions['body'];
  readonly contentType?: string | undefined;
}

/** Turns a body into what undici sends, by the rules of fetch. Nothing is read before it is sent. */
export function prepareContent(body: SentBody | undefined): Content {
  if (body === undefined) return { body: null };
  const sent = body instanceof FormData ? encodeForm(body) : body;
  return { body: toDispatched(sent), contentType: bodyType(sent) };
}

function toDispatched(body: Exclude<SentBody, FormData>): DispatchOptions['body'] {
  if (typeof body === 'string' || body instanceof Blob) return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (isStream(body)) return new Upload(body);
  return ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : new Uint8Array(body);
}
