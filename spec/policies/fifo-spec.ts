import { Fifo } from '../../src/policies/fifo.js';

describe('Fifo', () => {
  const values = <T>(queue: Fifo<T>): T[] => [...queue.places()].map(({ value }) => value);

  it('keeps the order of arrival', () => {
    const queue = new Fifo<string>();
    for (const value of ['a', 'b', 'c']) queue.add(value);
    expect(values(queue)).toEqual(['a', 'b', 'c']);
    expect(queue.first?.value).toBe('a');
    expect(queue.size).toBe(3);
  });

  for (const [gone, rest] of [
    ['a', ['b', 'c']],
    ['b', ['a', 'c']],
    ['c', ['a', 'b']],
  ] as const) {
    it(`closes the gap when ${gone} of a, b, c leaves`, () => {
      const queue = new Fifo<string>();
      const places = ['a', 'b', 'c'].map((value) => queue.add(value));
      expect(queue.remove(places.find(({ value }) => value === gone)!)).toBeTrue();
      queue.add('d');
      expect(values(queue)).toEqual([...rest, 'd']);
      expect(queue.first?.value).toBe(rest[0]);
      expect(queue.size).toBe(3);
    });
  }

  it('keeps the order when one leaves behind whom another was taken in, and when somebody comes behind them', () => {
    const queue = new Fifo<string>();
    const [, b] = ['a', 'b', 'c'].map((value) => queue.add(value));
    queue.add('x', b);
    queue.add('d');
    queue.remove(b!);
    expect(values(queue)).toEqual(['a', 'x', 'c', 'd']);
  });

  it('gives a place up once', () => {
    const queue = new Fifo<string>();
    const place = queue.add('a');
    expect(place.isTaken).toBeTrue();
    expect([queue.remove(place), queue.remove(place)]).toEqual([true, false]);
    expect(place.isTaken).toBeFalse();
    expect(queue.size).toBe(0);
    expect(queue.first).toBeUndefined();
  });

  it('starts anew when it has been empty', () => {
    const queue = new Fifo<string>();
    queue.remove(queue.add('a'));
    queue.add('b');
    expect(values(queue)).toEqual(['b']);
  });

  it('lets places be removed while they are visited', () => {
    const queue = new Fifo<number>();
    for (let value = 0; value < 6; value++) queue.add(value);
    for (const place of queue.places()) if (place.value % 3 < 2) queue.remove(place);
    expect(values(queue)).toEqual([2, 5]);
  });

  for (const [before, all] of [
    ['a', ['x', 'a', 'b', 'c']],
    ['b', ['a', 'x', 'b', 'c']],
    ['c', ['a', 'b', 'x', 'c']],
  ] as const) {
    it(`takes one in before ${before} of a, b, c, who can leave again`, () => {
      const queue = new Fifo<string>();
      const places = ['a', 'b', 'c'].map((value) => queue.add(value));
      const place = queue.add(
        'x',
        places.find(({ value }) => value === before),
      );
      expect(values(queue)).toEqual([...all]);
      expect([queue.size, queue.first?.value]).toEqual([4, all[0]]);
      expect(queue.remove(place)).toBeTrue();
      expect(values(queue)).toEqual(['a', 'b', 'c']);
      for (const each of places) queue.remove(each);
      expect(queue.first).toBeUndefined();
    });
  }
});
