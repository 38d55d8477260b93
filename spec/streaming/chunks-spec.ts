import { createHttpClient } from '../../src/index.js';
import { chunks } from '../../src/streaming/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('chunks', () => {
  const cases: readonly [because: string, answer: string, result: string][] = [
    ['hands each chunk out when it is there', '--h-a--b|', '----a--b|'],
    ['of an empty body emits nothing', '--h-|', '----|'],
    ['passes on that the body broke off', '--h-a-#', '----a-#'],
  ];
  for (const [because, answer, result] of cases) {
    it(because, () => {
      inVirtualTime(({ expectObservable }) => {
        const error = new Error('broken off');
        const transport = createMarbleTransport().answer('GET /image', { marbles: answer, error });
        const http = createHttpClient({ baseUrl: 'https://api.example.com', transport });
        expectObservable(http.get('/image', { as: chunks() })).toBe(result, { a: bytes('a'), b: bytes('b') }, error);
      });
    });
  }

  it('aborts the transfer when it is left', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /image', '--h-a--b|');
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport });
      expectObservable(http.get('/image', { as: chunks() }), '-----!').toBe('----a', { a: bytes('a') });
      flush();
      const { outcome, endedAt } = transport.expectOne('GET /image');
      expect([outcome, endedAt]).toEqual(['aborted', 5]);
    });
  });
});
