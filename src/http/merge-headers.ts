import { RequestError } from '../errors/request-error.js';
import { indexOfHeader, NO_HEADERS, type HeaderList } from './header-list.js';

/** Headers as `fetch` takes them, and absent values, which are left out: `{ Authorization: token && `Bearer ${token}` }`. */
export type HeadersInput = HeadersInit | Readonly<Record<string, string | null | undefined>>;

/**
 * Sets headers over those that are there, and returns the same object. A header that can't be sent is a `RequestError` that names
 * it and keeps its value to itself.
 */
export function applyHeaders(target: Headers, init: HeadersInput): Headers {
  const list = toHeaderList(init);
  for (let at = 0; at < list.length; at += 2) target.set(list[at]!, list[at + 1]!);
  return target;
}

/**
 * Reads headers by the rules of `Headers` (fetch standard, "append"): the values of a name that comes twice are joined, absent values
 * left out, where fetch would send the word `undefined`. Throws a `RequestError` for what can't be sent.
 */
export function toHeaderList(init: HeadersInput | undefined): HeaderList {
  if (init === undefined || init === null) return NO_HEADERS;
  const list: string[] = [];
  if (Symbol.iterator in init) {
    for (const [name, value] of init as Iterable<[string, string | null | undefined]>) append(list, name, value);
  } else {
    for (const name of Object.keys(init)) append(list, name, (init as Record<string, string | null | undefined>)[name]);
  }
  return list;
}

function append(list: string[], name: string, given: string | number | boolean | null | undefined): void {
  if (given === undefined || given === null) return;
  const value = withoutEdges(String(given));
  if (!TOKEN.test(name) || UNSENDABLE.test(value)) {
    throw new RequestError(`The header ${JSON.stringify(name)} can't be sent: its name or value has characters that HTTP doesn't allow.`);
  }
  const key = name.toLowerCase();
  const at = indexOfHeader(list, key);
  if (at < 0) list.push(key, value);
  else list[at + 1] = [list[at + 1], value].join(key === 'cookie' ? '; ' : ', ');
}

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;
/** Bytes, but those that would end a line. */
const UNSENDABLE = /[\0\r\n\u0100-\uffff]/;
const BLANKS: readonly (string | undefined)[] = ['\t', '\n', '\r', ' '];

/** `trim` would take more away than `Headers` do. */
function withoutEdges(value: string): string {
  let [start, end] = [0, value.length];
  while (BLANKS.includes(value[start])) start++;
  while (BLANKS.includes(value[end - 1])) end--;
  return value.slice(start, end);
}
