import type { Call } from '../../bench/contenders/peer.js';
import { inFlight, inSequence, refused } from '../../bench/harness/calls.js';
import { again, measure, type Contender } from '../../bench/harness/measure.js';

const counting = (name: string, amount = 1): Contender => ({ name, run: (calls) => calls * amount });

describe('measure', () => {
  it('measures all, and a reference twice', async () => {
    const measured = await measure({ title: 'two', contenders: [counting('a'), counting('b')], twice: ['a'], calls: 5, rounds: 3 });

    expect(measured.names).toEqual(['a', 'b']);
    expect(measured.figure((time) => time('a') + time(again('a'))).median).toBeGreaterThanOrEqual(0);
    expect(() => measured.timeOf('c')).toThrowError('two: nothing is named c.');
  });

  it('refuses contenders that have seen different things', async () => {
    const run = measure({ title: 'two', contenders: [counting('a'), counting('b', 2)], calls: 5, rounds: 1 });

    await expectAsync(run).toBeRejectedWithError('two: the contenders have seen different things (1, 2).');
  });

  it('lets another begin in each round, and goes the other way round in every second one', async () => {
    const order: string[] = [];
    const noting = (name: string): Contender => ({
      name,
      run(calls) {
        order.push(name);
        return calls;
      },
    });
    await measure({ title: 'three', contenders: ['a', 'b', 'c'].map(noting), calls: 1, rounds: 2 });

    // Two rounds to warm up, and two that are measured.
    expect(order.join('')).toBe(['abc', 'acb', 'cab', 'cba'].join(''));
  });

  it('leaves out of the time what comes before and after a block', async () => {
    const order: string[] = [];
    const contender: Contender = {
      name: 'a',
      before: (calls) => order.push(`before ${calls}`),
      run: (calls) => order.push('run') * 0 + calls,
      after: () => order.push('after'),
    };
    await measure({ title: 'one', contenders: [contender], calls: 7, rounds: 1 });

    expect(order.slice(-3)).toEqual(['before 7', 'run', 'after']);
  });
});

describe('inSequence', () => {
  it('makes calls one after another and tells the sum', async () => {
    let running = 0;
    let most = 0;
    const call: Call = (done) => {
      most = Math.max(most, ++running);
      void Promise.resolve().then(() => {
        running--;
        done(2);
      });
    };

    expect(await inSequence(call, 5)).toBe(10);
    expect(most).toBe(1);
  });

  it('overflows no stack with calls that end at once', async () => {
    expect(await inSequence((done) => done(1), 100_000)).toBe(100_000);
  });

  it('rejects with the error of a call', async () => {
    const error = new Error('down');

    await expectAsync(inSequence((_, failed) => failed(error), 3)).toBeRejectedWith(error);
  });
});

describe('inFlight', () => {
  it('makes as many calls as are asked for, so many at a time', async () => {
    let running = 0;
    let most = 0;
    const call: Call = (done) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        done(1);
      });
    };

    expect(await inFlight(call, 17, 5)).toBe(17);
    expect(most).toBe(5);
  });
});

describe('refused', () => {
  it('counts a refusal, and fails where there is none', async () => {
    expect(
      await inSequence(
        refused((_, failed) => failed(new Error('open'))),
        3,
      ),
    ).toBe(3);
    await expectAsync(
      inSequence(
        refused((done) => done(1)),
        3,
      ),
    ).toBeRejectedWithError('It wasn’t refused.');
  });
});
