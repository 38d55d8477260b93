import { readSources } from '../support/sources.js';

/** Node loads its whole fetch when one of these is named, which takes longer than all of this library. */
const LAZY = /\bextends (Headers|Request|Response|FormData|WebSocket|EventSource|Blob|File)\b/;

describe('an import', () => {
  it('loads nothing of the platform’s fetch: no class extends one of its own', () => {
    // Who takes undici loads a client of its size anyway.
    const sources = Object.entries(readSources('src')).filter(([path]) => !path.startsWith('src/undici/'));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(([, text]) => LAZY.test(text)).map(([path]) => path)).toEqual([]);
  });

  it('would be found to load it', () => {
    expect('class ImmutableHeaders extends Headers {').toMatch(LAZY);
  });
});
