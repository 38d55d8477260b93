import fc from 'fast-check';

/** Checks a property in which a mistake throws, so that fast-check makes the example small and tells the seed that repeats it. */
export function checkProperty<T>(property: fc.IRawProperty<T>, numRuns: number): void {
  expect(() => fc.assert(property, { numRuns, includeErrorInReport: true })).not.toThrow();
}

/** Throws unless both look the same, -0, absent fields and all. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (fc.stringify(actual) !== fc.stringify(expected)) throw new Error(`${what}: ${fc.stringify(actual)} not ${fc.stringify(expected)}`);
}
