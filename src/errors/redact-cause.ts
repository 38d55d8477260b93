import { HIDDEN, redactHeaders, redactText } from './redact.js';
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
  if (isError(value)) return redactError(value, seen);
  if (Array.isArray(value)) return orOriginal(value, redactFields(value, ['length'], seen), []);
  if (isPlain(value)) return orOriginal(value, redactFields(value, [], seen), {});
  return value instanceof Headers ? redactOwnHeaders(value) : describe(value);
}

function redactError(error: Error, seen: Seen): Error {
  const [message, cause] = [redactText(error.message), redactCause(error.cause, seen)];
  const stack = error.stack === undefined ? undefined : redactText(error.stack);
  const fields = redactFields(error, ['message', 'stack', 'cause'], seen);
  const isClean = message === error.message && stack === error.stack && cause === error.cause && !fields.some(isChanged);
  if (isClean) return error;
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  const own = [['name', error.name] as const, ['stack', stack] as const];
  for (const [key, value] of own) Object.defineProperty(copy, key, { value, configurable: true, writable: true });
  return orOriginal(error, fields, copy, true);
}

function redactOwnHeaders(headers: Headers): Headers {
  const copy = redactHeaders(headers);
  return [...copy].every(([name, value]) => headers.get(name) === value) ? headers : copy;
}

interface Field {
  readonly key: string | symbol;
  readonly before: unknown;
  readonly after: unknown;
  readonly enumerable: boolean;
}

/** The own fields, those too that only a debugger shows; a hidden accessor shows nothing. */
function redactFields(owner: object, except: readonly (string | symbol)[], seen: Seen): Field[] {
  return Reflect.ownKeys(owner).flatMap((key) => {
    const { enumerable = false, ...property } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
    if (except.includes(key) || (!enumerable && !('value' in property))) return [];
    const before = (owner as Record<string | symbol, unknown>)[key];
    return [{ key, before, after: isSecretField(key, before) ? HIDDEN : redactCause(before, seen), enumerable }];
  });
}

/** `code` is what an error is known by, not a secret of OAuth. */
function isSecretField(key: string | symbol, value: unknown): boolean {
  const name = typeof key === 'symbol' ? (key.description ?? '') : key;
  return name !== 'code' && value !== undefined && value !== null && typeof value !== 'boolean' && isSecretName(name);
}

function orOriginal<T extends object>(original: T, fields: readonly Field[], copy: T, isChangedAnyway = false): T {
  if (!isChangedAnyway && !fields.some(isChanged)) return original;
  for (const { key, after, enumerable } of fields) {
    Object.defineProperty(copy, key, { value: after, enumerable, configurable: true, writable: true });
  }
  return copy;
}

function isChanged({ before, after }: Field): boolean {
  return !Object.is(before, after);
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
