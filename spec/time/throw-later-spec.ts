import { VirtualTimeScheduler } from 'rxjs';
import { throwLater } from '../../src/time/throw-later.js';

describe('throwLater', () => {
  it('makes the change, and starts no timer where it throws nothing', () => {
    const scheduler = new VirtualTimeScheduler();
    let changes = 0;
    throwLater(scheduler, () => changes++);
    expect([changes, scheduler.actions.length]).toEqual([1, 0]);
  });

  it('throws what the change throws out of a timer', () => {
    const scheduler = new VirtualTimeScheduler();
    const fault = new TypeError('no idea');
    const change = (): void => {
      throw fault;
    };
    expect(() => throwLater(scheduler, change)).not.toThrow();
    expect(() => scheduler.flush()).toThrow(fault);
  });
});
