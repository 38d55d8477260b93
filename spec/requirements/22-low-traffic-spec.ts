import { defer, of, throwError } from 'rxjs';
import { retryBackoff, RetryBudget } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe("22: a budget doesn't starve low traffic", () => {
  it('the first failing call after an idle time may retry', () => {
    inVirtualTime(({ flush, scheduler }) => {
      const budget = new RetryBudget({ ratio: 0.01, minPerSecond: 1, ttl: 1_000 });
      const guarded = (failures: number) => {
        let attempts = 0;
        const source = defer(() => (attempts++ < failures ? throwError(() => new Error('down')) : of('up')));
        return source.pipe(retryBackoff({ initialInterval: 10, jitter: 'none', budget }));
      };
      const outcomes: string[] = [];
      for (const at of [0, 5, 5_000, 3_600_000]) {
        scheduler.schedule(() => {
          guarded(1).subscribe({ next: (value) => outcomes.push(`${at} ${value}`), error: () => outcomes.push(`${at} refused`) });
        }, at);
      }
      flush();
      expect(outcomes).toEqual(['5 refused', '0 up', '5000 up', '3600000 up']);
    });
  });
});
