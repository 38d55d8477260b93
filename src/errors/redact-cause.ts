import { HIDDEN } from './hide-credentials.js';
import { redactHeaders, redactText } from './redact.js';
import { isSecretName } from './secret-name.js';

/** How many objects are looked into. */
const MOST_OBJECTS = 500;

/** What has been looked into, with what came of it; nothing yet, where a cycle comes back to it. */
type Seen = Map<object, unknown>;

/**
 * The original for `cause`. Where it or anything beneath it holds a secret (node-fetch writes the whole URL into the message,
 * axios keeps the request with its headers), it is replaced by a copy without: an error with the same name, code and other
 * fields. Of objects that are neither plain nor errors, like sockets, a copy only says what they are.
 */
export function redactCause(cause: unknown, seen: Seen = new Map()): unknown {
  if (typeof cause === 'string') return redactText(cause);
  if (typeof cause !== 'object' || cause === null || tagOf(cause) === 'Date') return cause;
  if (seen.has(cause)) return seen.get(cause);
  if (seen.size === MOST_OBJECTS) return describe(cause);
  seen.set(cause, undefined);
  const redacted = redactObject(cause, seen);
  seen.set(cause, redacted);
  return redacted;
}

function redactObject(value: object, seen: Seen): unknown {
  if (isError(value)) return redactFields(value, ['name', 'message', 'stack', 'cause'], () => new Error(), seen);
  if (Array.isArray(value)) return redactFields(value, [], () => [], seen);
  if (isPlain(value)) return redactFields(value, [], () => ({}), seen);
  return value instanceof Headers ? redactOwnHeaders(value) : describe(value);
}

/** A copy, where there is a secret in one of its own fields, those too that only a debugger shows, or in one of `inherited`. */
function redactFields(owner: object, inherited: readonly string[], createCopy: () => object, seen: Seen): object {
  const copied: PropertyDescriptorMap = {};
  let isChanged = false;
  for (const key of new Set([...inherited.filter((name) => name in owner), ...Reflect.ownKeys(owner)])) {
    const { enumerable = false, ...property } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
    const isHiddenAccessor = !enumerable && 'get' in property && !inherited.includes(key as string);
    if (isHiddenAccessor || (key === 'length' && Array.isArray(owner))) continue;
    const before = (owner as Record<string | symbol, unknown>)[key];
    const after = isSecretField(key, before) ? HIDDEN : redactCause(before, seen);
    isChanged ||= !Object.is(before, after);
    copied[key] = { value: after, enumerable, configurable: true, writable: true };
  }
  return isChanged ? Object.defineProperties(createCopy(), copied) : owner;
}

/** `code` is what an error is known by, not a secret of OAuth. */
function isSecretField(key: string | symbol, value: unknown): boolean {
  const name = typeof key === 'symbol' ? (key.description ?? '') : key;
  return name !== 'code' && value != null && typeof value !== 'boolean' && isSecretName(name);
}

function redactOwnHeaders(headers: Headers): Headers {
  const copy = redactHeaders(headers);
  return [...copy].every(([name, value]) => headers.get(name) === value) ? headers : copy;
}

/** By its tag too: a test runner's errors may come from another realm. */
function isError(value: object): value is Error {
  return value instanceof Error || tagOf(value) === 'Error';
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: object): string {
  return value instanceof URL ? redactText(value.href) : `[${value.constructor?.name ?? 'object'}]`;
}
