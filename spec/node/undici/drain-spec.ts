import { drain } from '../../../src/undici/drain.js';

describe('drain', () => {
  it('closes the connection of a body over 64 KiB, and goes on', () => {
    const log: string[] = [];
    const sink = drain({ abort: () => log.push('abort') }, () => log.push('go on'));
    sink.data(new Uint8Array(65_535));
    sink.data(new Uint8Array(1));
    expect(log).toEqual([]);
    sink.data(new Uint8Array(1));
    expect(log).toEqual(['abort', 'go on']);
  });

  for (const way of ['end', 'fail'] as const) {
    it(`goes on at the ${way} of a small one, and closes nothing`, () => {
      const log: string[] = [];
      const sink = drain({ abort: () => log.push('abort') }, () => log.push('go on'));
      sink.data(new Uint8Array(65_536));
      sink[way](new Error('broken off'));
      expect(log).toEqual(['go on']);
    });
  }
});
