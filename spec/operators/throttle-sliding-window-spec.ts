import { SlidingWindow, throttleSlidingWindow } from '../../src/index.js';
import { describeThrottle } from '../support/describe-throttle.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('throttleSlidingWindow', () => {
  describeThrottle({
    name: 'sliding-window',
    throttle: throttleSlidingWindow,
    create: (options = {}) => new SlidingWindow({ limit: 1, window: 4, ...options }),
    createWide: () => new SlidingWindow({ limit: 4, window: 1000 }),
  });

  it('waits until the start before has left the window', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const window = new SlidingWindow({ limit: 1, window: 5 });
      expectObservable(cold('-a|').pipe(throttleSlidingWindow(window))).toBe('-a|');
      expectObservable(cold('-a|').pipe(throttleSlidingWindow(window))).toBe('------a|');
    });
  });
});
