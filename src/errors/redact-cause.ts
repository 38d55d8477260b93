import { redactText } from './redact.js';

const DEEPEST = 8;

/**
 * The original error for `cause`. Where its message, its stack or an error beneath it holds a secret (node-fetch writes the
 * whole URL into the message), it is replaced by a copy without it that keeps name, code and the other plain fields.
 */
export function redactCause(cause: unknown, depth = 0): unknown {
  if (typeof cause === 'string') return redactText(cause);
  if (!(cause instanceof Error)) return cause;
  if (depth === DEEPEST) return undefined;
  const deeper = redactCause(cause.cause, depth + 1);
  const message = redactText(cause.message);
  const stack = cause.stack === undefined ? undefined : redactText(cause.stack);
  const plain = redactedFields(cause);
  const isClean = deeper === cause.cause && message === cause.message && stack === cause.stack && plain.every(isUnchanged);
  if (isClean) return cause;

  const copy = new Error(message, deeper === undefined ? undefined : { cause: deeper });
  const { name } = cause;
  return Object.assign(copy, Object.fromEntries(plain.map(({ key, after }) => [key, after])), { name, stack });
}

interface Field {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

function redactedFields(error: Error): Field[] {
  return Object.entries(error as unknown as Record<string, unknown>)
    .filter(([key, value]) => !['message', 'stack', 'cause'].includes(key) && (value === null || typeof value !== 'object'))
    .map(([key, before]) => ({ key, before, after: typeof before === 'string' ? redactText(before) : before }));
}

function isUnchanged({ before, after }: Field): boolean {
  return before === after;
}
