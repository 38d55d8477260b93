import { VirtualTimeScheduler } from 'rxjs';
import { Reader } from '../../src/delivery/current-reader.js';
import { createReaderCountdown, type ReaderCountdown } from '../../src/delivery/reader-countdown.js';

describe('createReaderCountdown', () => {
  let scheduler: VirtualTimeScheduler;
  let reader: Reader;
  let ends: number[];
  let countdown: ReaderCountdown;
  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
    reader = new Reader();
    ends = [];
    countdown = createReaderCountdown(scheduler, () => ends.push(scheduler.now()));
  });
  const at = (frame: number, act: () => void): unknown => scheduler.schedule(act, frame);
  /** Holds the reader, and tells the countdown as whoever delivers a value does. */
  const holdUntil = (frame: number, tell: () => void): void => {
    const release = reader.hold();
    reader.deliver(tell);
    scheduler.schedule(release, frame - scheduler.now());
  };

  it('ends in time where nobody holds the reader, or where there is none', () => {
    countdown.restart(10);
    at(3, () => reader.deliver(() => countdown.pauseWhileHeld()));
    at(4, () => countdown.pauseWhileHeld());
    scheduler.flush();
    expect(ends).toEqual([10]);
  });

  it('stands still while the reader is held, again and again, and goes on with what was left', () => {
    countdown.restart(10);
    const left: number[] = [];
    at(3, () => holdUntil(100, () => countdown.pauseWhileHeld()));
    at(50, () => left.push(countdown.remaining()));
    at(104, () => left.push(countdown.remaining()));
    at(105, () => holdUntil(205, () => countdown.pauseWhileHeld()));
    scheduler.flush();
    expect([left, ends]).toEqual([[7, 3], [207]]);
  });

  it('pauses once for the values of one chunk', () => {
    countdown.restart(10);
    at(3, () => holdUntil(100, () => countdown.pauseWhileHeld()));
    at(50, () => reader.deliver(() => countdown.pauseWhileHeld()));
    scheduler.flush();
    expect(ends).toEqual([107]);
  });

  it('starts anew when the reader is free', () => {
    countdown.restart(10);
    at(3, () => holdUntil(100, () => countdown.restartWhenFree(5)));
    at(50, () => reader.deliver(() => countdown.restartWhenFree(6)));
    scheduler.flush();
    expect(ends).toEqual([106]);
  });

  it('starts anew at once where the reader is free', () => {
    countdown.restart(10);
    at(3, () => reader.deliver(() => countdown.restartWhenFree(5)));
    scheduler.flush();
    expect(ends).toEqual([8]);
  });

  it('is not started in a pause by a value that comes from elsewhere', () => {
    at(3, () => holdUntil(100, () => countdown.restartWhenFree(5)));
    at(50, () => countdown.restartWhenFree(7));
    scheduler.flush();
    expect(ends).toEqual([107]);
  });

  it('runs from the start in the middle of a delivery, whoever holds its reader: that is about what has come before', () => {
    at(3, () => holdUntil(100, () => countdown.restart(5)));
    scheduler.flush();
    expect(ends).toEqual([8]);
  });

  it('stopped, leaves no timer and comes back neither from a pause', () => {
    countdown.restart(10);
    at(3, () => holdUntil(100, () => countdown.pauseWhileHeld()));
    at(50, () => countdown.stop());
    scheduler.flush();
    expect([ends, scheduler.now()]).toEqual([[], 100]);
  });

  it('counts only the forward steps of the clock', () => {
    let setBack = 0;
    const clock = { now: () => scheduler.now() - setBack, schedule: scheduler.schedule.bind(scheduler) };
    countdown = createReaderCountdown(clock, () => ends.push(scheduler.now()));
    countdown.restart(10);
    at(3, () => {
      countdown.remaining();
      setBack = 1000;
      holdUntil(100, () => countdown.pauseWhileHeld());
    });
    scheduler.flush();
    expect(ends).toEqual([107]);
  });
});
