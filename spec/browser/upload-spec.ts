import { createHttpClient } from '../../src/index.js';
import { uploadProgress } from '../../src/streaming/index.js';
import { outcomeOf } from '../support/outcome.js';

interface Echo {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const http = createHttpClient({ baseUrl: '/real/' });

describe('uploadProgress in a browser', () => {
  it('sends the body as it is, and tells nothing: streams go over HTTP/2 only', async () => {
    const text = 'wörld '.repeat(20_000);
    const { values, error } = await outcomeOf(http.post<Echo>('echo', uploadProgress(text, fail)));
    expect(error).toBeUndefined();
    expect(values[0]!.body).toBe(text);
    expect(values[0]!.headers['content-type']).toBe('text/plain;charset=UTF-8');
    const blob = new Blob(['a€'], { type: 'image/png' });
    const second = await outcomeOf(http.post<Echo>('echo', uploadProgress(blob, fail)));
    expect([second.values[0]!.body, second.values[0]!.headers['content-type']]).toEqual(['a€', 'image/png']);
  });
});
