import { RecencyList, type Recent } from '../../src/policies/recency-list.js';

describe('RecencyList', () => {
  interface Entry extends Recent {
    readonly name: string;
  }
  const create = (name: string): Entry => ({ name, older: undefined, newer: undefined });
  const inOrder = (list: RecencyList<Entry>): string => {
    let names = '';
    for (let entry = list.oldest; entry; entry = entry.newer) names += entry.name;
    return names;
  };

  it('keeps the order of the last use, whoever is used or removed', () => {
    const list = new RecencyList<Entry>();
    const [a, b, c] = [create('a'), create('b'), create('c')];
    const steps: [step: () => void, order: string][] = [
      [() => list.use(a), 'a'],
      [() => list.use(b), 'ab'],
      [() => list.use(c), 'abc'],
      [() => list.use(c), 'abc'],
      [() => list.use(a), 'bca'],
      [() => list.use(c), 'bac'],
      [() => list.remove(a), 'bc'],
      [() => list.use(a), 'bca'],
      [() => list.remove(b), 'ca'],
      [() => list.remove(a), 'c'],
      [() => list.remove(c), ''],
      [() => list.use(b), 'b'],
    ];
    const orders = steps.map(([step]) => {
      step();
      return inOrder(list);
    });
    expect(orders).toEqual(steps.map(([, order]) => order));
  });
});
