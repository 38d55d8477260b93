import { VirtualTimeScheduler } from 'rxjs';
import { createCountdown } from '../../src/time/countdown.js';

describe('createCountdown', () => {
  function setUp() {
    const scheduler = new VirtualTimeScheduler();
    const ends: number[] = [];
    const countdown = createCountdown(scheduler, () => ends.push(scheduler.now()));
    const at = (time: number, work: () => void) => scheduler.schedule(work, time);
    return { scheduler, ends, countdown, at };
  }

  it('does nothing before it is started', () => {
    const { scheduler, ends } = setUp();
    expect(scheduler.actions.length).toBe(0);
    scheduler.flush();
    expect(ends).toEqual([]);
  });

  it('counts from its last start only', () => {
    const { scheduler, ends, countdown, at } = setUp();
    countdown.restart(10);
    at(5, () => countdown.restart(10));
    at(12, () => countdown.restart(2));
    scheduler.flush();
    expect(ends).toEqual([14]);
  });

  it('can be started again from its own end', () => {
    const scheduler = new VirtualTimeScheduler();
    const ends: number[] = [];
    const countdown = createCountdown(scheduler, () => {
      ends.push(scheduler.now());
      if (ends.length < 3) countdown.restart(7);
    });
    countdown.restart(1);
    scheduler.flush();
    expect(ends).toEqual([1, 8, 15]);
  });

  it('does not end once it is stopped, and can be stopped twice', () => {
    const { scheduler, ends, countdown, at } = setUp();
    countdown.stop();
    countdown.restart(10);
    at(9, () => {
      countdown.stop();
      countdown.stop();
    });
    scheduler.flush();
    expect(ends).toEqual([]);
    expect(scheduler.now()).toBe(9);
  });

  it('started with Infinity never ends, and forgets the start before', () => {
    const { scheduler, ends, countdown } = setUp();
    countdown.restart(10);
    countdown.restart(Infinity);
    scheduler.flush();
    expect(ends).toEqual([]);
  });
});
