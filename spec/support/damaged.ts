import fc from 'fast-check';

/** A text in which something is put in, taken out or put in the place of something else. */
export function damaged(text: fc.Arbitrary<string>, sign: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, sign, fc.nat(), fc.nat({ max: 2 })).map(([whole, extra, place, length]) => {
    const at = place % (whole.length + 1);
    return whole.slice(0, at) + (length === 2 ? '' : extra) + whole.slice(length === 0 ? at : at + 1);
  });
}
