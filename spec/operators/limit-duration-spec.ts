import { asyncScheduler, NEVER } from 'rxjs';
import { RequestTimeoutError } from '../../src/index.js';
import { limitDuration } from '../../src/operators/limit-duration.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('limitDuration', () => {
  for (const phase of ['attempt', 'total'] as const) {
    it(`tells ${phase} when the ${phase} takes too long`, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold(' -a-b-c-|');
        const subscription = '^---!';
        const expected = '    -a-b#';
        expectObservable(limitDuration(source, { [phase]: 4 }, asyncScheduler)).toBe(
          expected,
          undefined,
          new RequestTimeoutError(phase, 4),
        );
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });
  }

  it('takes an absent limit and Infinity for none', () => {
    inVirtualTime(({ cold, expectObservable, scheduler, flush }) => {
      expectObservable(limitDuration(cold('----a----|'), { first: Infinity, attempt: undefined }, asyncScheduler)).toBe('----a----|');
      limitDuration(NEVER, {}, asyncScheduler).subscribe();
      flush();
      expect(scheduler.now()).toBe(9);
    });
  });
});
