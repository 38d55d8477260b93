import { HttpErrorResponse } from '@angular/common/http';
import { explain } from './explain';

describe('explain', () => {
  const table: readonly [error: unknown, words: RegExp][] = [
    [new HttpErrorResponse({ status: 503 }), /has a fault/],
    [new HttpErrorResponse({ status: 429 }), /Too many/],
    [new HttpErrorResponse({ status: 0 }), /reached/],
    [new Error('anything'), /didn’t work/],
  ];
  for (const [error, words] of table) {
    it(`says of ${String(error)} what a person can do: ${words}`, () => {
      expect(explain(error)).toMatch(words);
    });
  }
});
