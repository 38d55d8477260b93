import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/**
 * Runs a spec in virtual time, with a scheduler of its own. Frames are compared with jasmine's `toEqual`, errors by class and fields
 * as well as by message: `toEqual` alone takes two errors of different classes for equal when their messages match.
 */
export function inVirtualTime(spec: (helpers: RunHelpers & { readonly scheduler: TestScheduler }) => void): void {
  const scheduler = new TestScheduler((actual: unknown, expected: unknown) => expect(plain(actual)).toEqual(plain(expected)));
  scheduler.run((helpers) => spec({ ...helpers, scheduler }));
}

/** Errors as their class, name, message and own fields, wherever they are in a list of notifications. */
function plain(value: unknown): unknown {
  if (value instanceof Error) return Object.assign({ class: value.constructor.name, message: value.message }, value);
  if (Array.isArray(value)) return value.map(plain);
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}
