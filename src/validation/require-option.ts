/** Throws the `RangeError` that every bad option gets: it names the option, the rule and the value. */
export function requireOption(isValid: boolean, option: string, rule: string, value: unknown): void {
  if (!isValid) throw new RangeError(`${option} must be ${rule}, but was ${show(value)}.`);
}

/** A duration: milliseconds from 0, `Infinity` meaning never. */
export function requireDuration(option: string, value: number): void {
  requireOption(isNumber(value) && value >= 0, option, 'a number of milliseconds from 0 to Infinity', value);
}

/** A duration that has to pass: milliseconds above 0, `Infinity` meaning never. */
export function requirePositiveDuration(option: string, value: number): void {
  requireOption(isNumber(value) && value > 0, option, 'a number of milliseconds above 0, or Infinity', value);
}

/** A duration that ends: milliseconds above 0, `Infinity` excluded. */
export function requireFiniteDuration(option: string, value: number): void {
  requireOption(Number.isFinite(value) && value > 0, option, 'a finite number of milliseconds above 0', value);
}

/** How many, at most: a whole number from `least`, or `Infinity`. */
export function requireCount(option: string, value: number, least = 0): void {
  const isCount = value === Infinity || (Number.isInteger(value) && value >= least);
  requireOption(isCount, option, `a whole number from ${least}, or Infinity`, value);
}

/** A number above 0 that isn't `Infinity`. */
export function requirePositive(option: string, value: number): void {
  requireOption(Number.isFinite(value) && value > 0, option, 'a finite number above 0', value);
}

export function requireFunction(option: string, value: unknown): void {
  requireOption(typeof value === 'function', option, 'a function', value);
}

export function requireOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  requireOption(allowed.includes(value as string), option, `one of ${allowed.map(show).join(', ')}`, value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`.replace('a object', 'an object');
}
