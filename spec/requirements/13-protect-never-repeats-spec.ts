import { NetworkError, protect } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('13: protect never starts a stream again that has emitted', () => {
  it('by a hedge or a retry, whoever of the attempts it was, however long it is silent, and though shouldRetry says so', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const broken = new NetworkError('broken');
      const retry = { shouldRetry: () => true, initialInterval: 1 };
      const first = cold('      --a------------#', undefined, broken);
      const expected = '        --a------------#';
      expectObservable(first.pipe(protect({ hedge: { delay: 4, maxHedges: 3 }, retry }))).toBe(expected, undefined, broken);
      expectSubscriptions(first.subscriptions).toBe('^--------------!');
      const slow = cold('       -----a---------#', undefined, broken);
      const slowSubscribed = ['^----!', '----^!'];
      expectObservable(slow.pipe(protect({ hedge: { delay: 4, maxHedges: 3 }, retry }))).toBe('-----a---------#', undefined, broken);
      expectSubscriptions(slow.subscriptions).toBe(['^--------------!', slowSubscribed[1]!]);
    });
  });
});
