import { RequestError } from '../errors/request-error.js';

/** Headers as `fetch` takes them, and absent values, which are left out: `{ Authorization: token && `Bearer ${token}` }`. */
export type HeadersInput = HeadersInit | Readonly<Record<string, string | null | undefined>>;

/**
 * Sets headers over those that are there, and returns the same object. A header that can't be sent is a `RequestError` that names
 * it and keeps its value to itself.
 */
export function applyHeaders(target: Headers, init: HeadersInput): Headers {
  const replaced = new Set<string>();
  for (const [name, value] of entriesOf(init)) {
    if (value !== undefined && value !== null) setHeader(target, name, value, replaced);
  }
  return target;
}

/** A name that comes twice in the same list has both values, but replaces what was there before. */
function setHeader(target: Headers, name: string, value: string, replaced: Set<string>): void {
  const key = name.toLowerCase();
  try {
    if (replaced.has(key)) target.append(name, value);
    else target.set(name, value);
  } catch {
    throw new RequestError(`The header ${JSON.stringify(name)} can't be sent: its name or value has characters that HTTP doesn't allow.`);
  }
  replaced.add(key);
}

/** Absent values are left out, where fetch would send the word `undefined`. */
function entriesOf(init: HeadersInput): Iterable<readonly [string, string | null | undefined]> {
  if (init === undefined || init === null) return [];
  return Symbol.iterator in init ? (init as Iterable<[string, string]>) : Object.entries(init);
}
