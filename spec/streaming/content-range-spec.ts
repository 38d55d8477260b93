import fc from 'fast-check';
import { parseContentRange, type ContentRange } from '../../src/streaming/content-range.js';

describe('parseContentRange', () => {
  const cases: readonly [field: string | null, range: ContentRange | undefined, because: string][] = [
    ['bytes 5-9/10', { type: 'part', start: 5, end: 10, total: 10 }, 'the last byte is named inclusively'],
    ['bytes 0-0/1', { type: 'part', start: 0, end: 1, total: 1 }, 'one byte is a part'],
    ['bytes 5-9/*', { type: 'part', start: 5, end: 10, total: undefined }, 'the length may be unknown'],
    ['bytes */10', { type: 'none', total: 10 }, 'a 416 tells the length only'],
    ['Bytes 5-9/10', { type: 'part', start: 5, end: 10, total: 10 }, 'units have no case'],
    [' bytes 5-9/10 ', { type: 'part', start: 5, end: 10, total: 10 }, 'spaces around a field mean nothing'],
    [null, undefined, 'there is none'],
    ['', undefined, 'it is empty'],
    ['bytes 9-5/10', undefined, 'the end is before the start'],
    ['bytes 5-10/10', undefined, 'the end is behind the file'],
    ['bytes */*', undefined, 'it says nothing'],
    ['bytes 5-/10', undefined, 'there is no end'],
    ['bytes 5-9', undefined, 'there is no length'],
    ['bytes=5-9/10', undefined, 'that is how a request says it'],
    ['items 5-9/10', undefined, 'it is another unit'],
    ['bytes 5-9/10, bytes 0-1/10', undefined, 'it is a list'],
    ['bytes -5-9/10', undefined, 'a start is not negative'],
    ['bytes 5.5-9/10', undefined, 'a start is whole'],
    [`bytes 5-${'9'.repeat(30)}/*`, undefined, 'it is more than can be counted'],
  ];
  for (const [field, range, because] of cases) {
    it(`reads ${JSON.stringify(field)}: ${because}`, () => expect(parseContentRange(field)).toEqual(range));
  }

  it('reads every part of every file', () => {
    const parts = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(parts, ([start, length, rest]) => {
        const end = start + length + 1;
        expect(parseContentRange(`bytes ${start}-${end - 1}/${end + rest}`)).toEqual({ type: 'part', start, end, total: end + rest });
      }),
    );
  });
});
