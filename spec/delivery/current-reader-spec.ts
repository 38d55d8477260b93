import { currentReader, Reader } from '../../src/delivery/current-reader.js';

describe('currentReader', () => {
  it('is the one that delivers, and none before and after', () => {
    const reader = new Reader();
    const seen: unknown[] = [currentReader()];
    reader.deliver(() => seen.push(currentReader()));
    seen.push(currentReader());
    expect(seen).toEqual([undefined, reader, undefined]);
    expect(seen[1]).toBe(reader);
  });

  it('is the inner one of two, and then the outer one again', () => {
    const [outer, inner] = [new Reader(), new Reader()];
    const seen: unknown[] = [];
    outer.deliver(() => {
      inner.deliver(() => seen.push(currentReader() === inner));
      seen.push(currentReader() === outer);
    });
    expect(seen).toEqual([true, true]);
  });

  it('is forgotten when the delivery throws', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    expect(() => new Reader().deliver(broken)).toThrowError('broken');
    expect(currentReader()).toBeUndefined();
  });

  it('is none behind a promise', async () => {
    let later: Promise<unknown> | undefined;
    new Reader().deliver(() => void (later = Promise.resolve().then(currentReader)));
    expect(await later).toBeUndefined();
  });
});

describe('Reader', () => {
  it('is held until the last hold has gone', () => {
    const reader = new Reader();
    const states = [reader.isHeld];
    const [first, second] = [reader.hold(), reader.hold()];
    states.push(reader.isHeld);
    first();
    first();
    states.push(reader.isHeld);
    second();
    states.push(reader.isHeld);
    expect(states).toEqual([false, true, true, false]);
  });

  it('calls who waits when it is free, in order and once', () => {
    const reader = new Reader();
    const log: string[] = [];
    reader.whenFree(() => log.push('at once'));
    const [first, second] = [reader.hold(), reader.hold()];
    for (const name of ['a', 'b']) reader.whenFree(() => log.push(name));
    first();
    expect(log).toEqual(['at once']);
    second();
    reader.hold()();
    expect(log).toEqual(['at once', 'a', 'b']);
  });

  it('does not call who has left, also where two wait with the same callback', () => {
    const reader = new Reader();
    const release = reader.hold();
    const callback = jasmine.createSpy();
    const leave = reader.whenFree(callback);
    reader.whenFree(callback);
    leave();
    leave();
    release();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('lets the others wait on when one who waited holds it again', () => {
    const reader = new Reader();
    const log: string[] = [];
    let release = reader.hold();
    reader.whenFree(() => {
      log.push('a');
      release = reader.hold();
    });
    reader.whenFree(() => log.push('b'));
    release();
    expect(log).toEqual(['a']);
    release();
    expect(log).toEqual(['a', 'b']);
  });

  it('calls everybody once when one who waited holds it and lets it go again', () => {
    const reader = new Reader();
    const log: string[] = [];
    const release = reader.hold();
    reader.whenFree(() => {
      log.push('a');
      reader.hold()();
      log.push('a is done');
    });
    for (const name of ['b', 'c']) reader.whenFree(() => log.push(name));
    release();
    expect(log).toEqual(['a', 'b', 'c', 'a is done']);
  });
});
