import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { MovableTimer, type TimerOwner } from '../../src/time/movable-timer.js';
import { SpareTimers, spareTimersOf } from '../../src/time/spare-timers.js';

describe('SpareTimers', () => {
  const owner = (): TimerOwner => ({ onTimer: () => undefined });
  const timer = (scheduler: VirtualTimeScheduler, delay: number): MovableTimer =>
    new MovableTimer(scheduler, scheduler.now(), delay, owner());

  it('hand a timer on to whom it fires early enough for, and nobody else', () => {
    const scheduler = new VirtualTimeScheduler();
    const spares = new SpareTimers();
    const spare = timer(scheduler, 10);
    spares.add(spare);
    expect(spares.take(owner(), 9, 0)).toBeUndefined();
    expect(spares.take(owner(), 20, 10)).toBeUndefined();
    expect(spares.take(owner(), 20, -1)).toBeUndefined();
    const next = owner();
    expect(spares.take(next, 10, 5)).toBe(spare);
    expect([spare.owner, spare.wasMoved]).toEqual([next, true]);
    expect(spares.take(owner(), 10, 5)).toBeUndefined();
  });

  it('cancel what nobody has taken within some microtasks', async () => {
    const scheduler = new VirtualTimeScheduler();
    const spares = new SpareTimers();
    spares.add(timer(scheduler, 10));
    expect(scheduler.actions.length).toBe(1);
    for (let microtask = 0; microtask < 10; microtask++) await Promise.resolve();
    expect(scheduler.actions.length).toBe(0);
  });

  it('are those of the platform, by a clock that shows the present', () => {
    expect(spareTimersOf(asyncScheduler, Date.now())).toBe(spareTimersOf(asyncScheduler, Date.now()));
    expect(spareTimersOf(asyncScheduler, Date.now())).toBeInstanceOf(SpareTimers);
    expect(spareTimersOf(asyncScheduler, 0)).toBeUndefined();
    expect(spareTimersOf(new VirtualTimeScheduler(), Date.now())).toBeUndefined();
  });
});
