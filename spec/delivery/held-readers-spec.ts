import { Reader } from '../../src/delivery/current-reader.js';
import { HeldReaders } from '../../src/delivery/held-readers.js';

describe('HeldReaders', () => {
  it('hold each reader once, and let all of them go', () => {
    const [a, b] = [new Reader(), new Reader()];
    const held = new HeldReaders();
    for (const reader of [a, b, a]) held.hold(reader);
    expect([a.isHeld, b.isHeld]).toEqual([true, true]);
    held.release();
    expect([a.isHeld, b.isHeld]).toEqual([false, false]);
    held.release();
    held.hold(a);
    expect([a.isHeld, b.isHeld]).toEqual([true, false]);
  });

  it('leave alone what others hold', () => {
    const reader = new Reader();
    reader.hold();
    const held = new HeldReaders();
    held.hold(reader);
    held.release();
    expect(reader.isHeld).toBeTrue();
  });

  it('keep what is held again while they let go', () => {
    const [a, b] = [new Reader(), new Reader()];
    const held = new HeldReaders();
    held.hold(a);
    held.hold(b);
    a.whenFree(() => held.hold(a));
    held.release();
    expect([a.isHeld, b.isHeld]).toEqual([true, false]);
    held.release();
    expect(a.isHeld).toBeFalse();
  });
});
