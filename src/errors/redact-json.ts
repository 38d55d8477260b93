import { HIDDEN } from './hide-credentials.js';
import { isSecretName } from './secret-name.js';

const NAME = /"([^"\\]{1,200})"\s*:\s*(?=["\w.+[{-])/g;
const WORD = /[\w.+-]+/y;
/** A string in one go, as there may be brackets in it. */
const PART = /[[{\]}]|"(?:[^"\\]|\\.)*"?/gs;

/** Hides the values of fields that are named like a secret, lists and objects as a whole, in JSON that may be cut off. */
export function redactJson(text: string): string {
  let redacted = '';
  let at = 0;
  for (const { 0: field, 1: name = '', index } of text.matchAll(NAME)) {
    if (index < at || !isSecretName(name)) continue;
    const start = index + field.length;
    redacted += `${text.slice(at, start)}"${HIDDEN}"`;
    at = endOfValue(text, start);
  }
  return redacted + text.slice(at);
}

function endOfValue(text: string, start: number): number {
  WORD.lastIndex = PART.lastIndex = start;
  if (WORD.test(text)) return WORD.lastIndex;
  let depth = 0;
  do {
    const part = PART.exec(text)?.[0];
    if (!part) return text.length;
    if ('[{'.includes(part)) depth++;
    if (']}'.includes(part)) depth--;
  } while (depth > 0);
  return PART.lastIndex;
}
