import { lastValueFrom, of, take, timer, toArray, type Observable } from 'rxjs';
import { createHttpClient } from '../../src/index.js';
import { drainMap, iterate, lines } from '../../src/streaming/index.js';
import { abortsOf } from '../support/aborts-of.js';
import { outcomeOf } from '../support/outcome.js';

const http = createHttpClient({ baseUrl: '/real/' });
const CHUNKS = ['chunk 1', 'chunk 2', 'chunk 3', 'chunk 4', 'chunk 5'];
let keys = 0;

describe('backpressure in a browser, against a real server', () => {
  let key: string;
  let aborts: jasmine.Spy;
  beforeEach(() => {
    key = `backpressure-${++keys}`;
    aborts = spyOn(AbortController.prototype, 'abort').and.callThrough();
  });

  it('hands a stream to a loop in order and whole, also to a slow one, and aborts nothing', async () => {
    for (const pause of [0, 70]) {
      const seen: string[] = [];
      for await (const line of iterate(http.get('stream', { params: { key }, as: lines() }))) {
        seen.push(line);
        await lastValueFrom(timer(pause));
      }
      expect(seen).toEqual(CHUNKS);
    }
    expect(aborts).not.toHaveBeenCalled();
  });

  it('hands a stream to inner streams in order and whole', async () => {
    const drained$ = http
      .get('stream', { params: { key }, as: lines() })
      .pipe(drainMap((line, index): Observable<unknown> => (index % 2 ? timer(70) : of(line))));
    expect(await lastValueFrom(drained$.pipe(toArray()))).toEqual(['chunk 1', 0, 'chunk 3', 0, 'chunk 5']);
  });

  it('aborts when a loop is left after the first value, and the server sees it', async () => {
    for await (const line of iterate(http.get('silent', { params: { key }, as: lines() }))) {
      expect(line).toBe('chunk 1');
      break;
    }
    expect(aborts).toHaveBeenCalledTimes(1);
    expect(await abortsOf(http, key)).toBe(1);
  });

  it('aborts when an iteration is left while a next() is pending, and the server sees it', async () => {
    const values = iterate(http.get('silent', { params: { key }, as: lines() }));
    await values.next();
    const pending = values.next();
    void values.return!();
    expect(aborts).toHaveBeenCalledTimes(1);
    expect((await pending).done).toBeTrue();
    expect(await abortsOf(http, key)).toBe(1);
  });

  it('aborts when drainMap is left, and the server sees it', async () => {
    await outcomeOf(
      http.get('silent', { params: { key }, as: lines() }).pipe(
        drainMap((line) => of(line)),
        take(1),
      ),
    );
    expect(aborts).toHaveBeenCalledTimes(1);
    expect(await abortsOf(http, key)).toBe(1);
  });
});
