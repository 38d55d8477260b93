import { createHttpClient } from '../../src/index.js';
import { download } from '../../src/streaming/index.js';
import { outcomeOf } from '../support/outcome.js';

const http = createHttpClient({ baseUrl: '/real/' });

describe('download in a browser, from a real server', () => {
  it('joins a file whose connection breaks twice', async () => {
    const statuses: number[] = [];
    const options = { retry: { initialInterval: 10 }, onResponse: ({ status }: { readonly status: number }) => statuses.push(status) };
    const { values, error } = await outcomeOf(download(http, 'file', options));
    const bytes = values.flatMap((event) => (event.type === 'chunk' ? [...event.bytes] : []));
    expect(error).toBeUndefined();
    expect(bytes.length).toBe(250_000);
    expect(bytes.findIndex((byte, at) => byte !== at % 251)).toBe(-1);
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(206);
    expect(values.at(-1)).toEqual({ type: 'progress', loaded: 250_000, total: 250_000 });
  });
});
