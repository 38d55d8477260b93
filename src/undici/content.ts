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
  if (typeof body === 'string') return { body, contentType: 'text/plain;charset=UTF-8' };
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), contentType: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (body instanceof FormData) return fromBlob(encodeForm(body));
  if (body instanceof Blob) return fromBlob(body);
  if (isStream(body)) return { body: new Upload(body) };
  return { body: ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : new Uint8Array(body) };
}

function fromBlob(blob: Blob): Content {
  return { body: blob, contentType: blob.type === '' ? undefined : blob.type };
}
