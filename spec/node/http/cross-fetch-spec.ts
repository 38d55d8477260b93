import { fetchTransport } from '../../../src/index.js';
import { describeTransport } from '../../support/describe-transport.js';
import { CROSS_FETCH } from '../../support/fetch-traits.js';

describe('fetchTransport where the platform has no fetch', () => {
  const { fetch } = globalThis;
  beforeAll(() => Reflect.deleteProperty(globalThis, 'fetch'));
  afterAll(() => Object.assign(globalThis, { fetch }));

  it('finds none, or this would prove nothing', () => {
    expect('fetch' in globalThis).toBeFalse();
  });

  describeTransport('fetchTransport over cross-fetch, loaded for want of another', () => fetchTransport(), CROSS_FETCH);
});
