import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { scheduleAfter } from '../../src/time/schedule-after.js';
import { usePlatformTimers } from './platform-timers.js';

const LONGEST = 2 ** 31 - 1;
const DAY = 86_400_000;

describe('scheduleAfter', () => {
  const delays = [0, 1, 100, LONGEST - 1, LONGEST, LONGEST + 1, 2 * LONGEST, 2 * LONGEST + 1, 30 * DAY, 365 * DAY];

  for (const delay of delays) {
    it(`calls once, after exactly ${delay} ms of virtual time`, () => {
      const scheduler = new VirtualTimeScheduler();
      const calls: number[] = [];
      scheduleAfter(scheduler, delay, () => calls.push(scheduler.now()));
      scheduler.flush();
      expect(calls).toEqual([delay]);
    });
  }

  it('never calls after Infinity, and schedules nothing for it', () => {
    const scheduler = new VirtualTimeScheduler();
    const work = jasmine.createSpy('work');
    scheduleAfter(scheduler, Infinity, work).unsubscribe();
    expect(scheduler.actions.length).toBe(0);
    scheduler.flush();
    expect(work).not.toHaveBeenCalled();
  });

  it('leaves nothing to do when it is unsubscribed in the first or in a later step', () => {
    for (const at of [10, LONGEST + 10]) {
      const scheduler = new VirtualTimeScheduler();
      const work = jasmine.createSpy('work');
      const timer = scheduleAfter(scheduler, 3 * LONGEST, work);
      scheduler.schedule(() => timer.unsubscribe(), at);
      scheduler.flush();
      expect(work).not.toHaveBeenCalled();
      expect(scheduler.now()).toBeLessThan(3 * LONGEST);
    }
  });

  describe('on the timers of a platform', () => {
    afterEach(() => jasmine.clock().uninstall());

    for (const delay of [LONGEST, LONGEST + 1, 30 * DAY, 2 * LONGEST + 1]) {
      it(`waits ${delay} ms in full`, () => {
        const clock = usePlatformTimers();
        const work = jasmine.createSpy('work');
        scheduleAfter(asyncScheduler, delay, work);
        clock.tick(delay - 1);
        expect(work).not.toHaveBeenCalled();
        clock.tick(1);
        expect(work).toHaveBeenCalledTimes(1);
        clock.tick(3 * LONGEST);
        expect(work).toHaveBeenCalledTimes(1);
      });
    }

    it('shows that a single timer would have fired at once', () => {
      const clock = usePlatformTimers();
      const work = jasmine.createSpy('work');
      asyncScheduler.schedule(work, LONGEST + 1);
      clock.tick(1);
      expect(work).toHaveBeenCalledTimes(1);
    });

    it('clears the timer of whichever step it is in', () => {
      const clock = usePlatformTimers();
      const work = jasmine.createSpy('work');
      const timer = scheduleAfter(asyncScheduler, 30 * DAY, work);
      clock.tick(LONGEST + 5);
      timer.unsubscribe();
      clock.tick(60 * DAY);
      expect(work).not.toHaveBeenCalled();
    });
  });
});
