import type { HttpHeaders, HttpRequest } from '@angular/common/http';
import { joinBytes, joinText } from '../http/read-bytes.js';

/** A body, or why it can't be read: what Angular puts into `error.error` of an answer that isn't what was asked for. */
export type ParsedBody = { readonly content: unknown } | { readonly error: unknown; readonly text: string };

/** Servers put this before JSON so that no script can be made of it. */
const XSSI_PREFIX = /^\)\]\}',?\n/;

/** Makes of a body what was asked for. An error's body that isn't JSON stays text. */
export function parseAngularBody(
  { responseType }: HttpRequest<unknown>,
  chunks: readonly Uint8Array[],
  { status, headers }: { readonly status: number; readonly headers: HttpHeaders },
): ParsedBody {
  const type = headers.get('content-type') ?? '';
  switch (responseType) {
    case 'arraybuffer':
      return { content: joinBytes(chunks).buffer };
    case 'blob':
      return { content: new Blob([joinBytes(chunks)], { type }) };
    case 'text':
      return { content: joinText(chunks) };
    case 'json':
      return parseJson(joinText(chunks), status);
  }
}

function parseJson(original: string, status: number): ParsedBody {
  const text = original.replace(XSSI_PREFIX, '');
  try {
    return { content: text === '' ? null : (JSON.parse(text) as unknown) };
  } catch (error) {
    return status >= 200 && status <= 299 ? { error, text: original } : { content: original };
  }
}
