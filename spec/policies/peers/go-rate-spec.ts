import { VirtualTimeScheduler } from 'rxjs';
import { RateLimitError, TokenBucket, type TokenBucketOptions } from '../../../src/index.js';
import { manualTime } from '../circuit-time.js';

/*
 * What Go's golang.org/x/time/rate documents and tests of its Limiter, as tables: NewLimiter(r, b) is a TokenBucket of capacity b that
 * refills r per second. Times are tenths of a second, as there. Ours differs on purpose in four ways:
 * - who waits can't be overtaken: Allow takes what is there although others wait (theirs has none left then, by debts);
 * - who leaves the queue gives everything back, theirs only what nobody has reserved since;
 * - a clock that is set back moves nothing, and a new rate or capacity moves those who wait, so that the limit holds in any interval;
 *   theirs keeps what has been reserved ("violates Limit and Burst");
 * - nothing costs 0, and an endless or a zero rate is refused at creation.
 */
const TENTH = 100;

type Take = readonly [at: number, n: number, theirs: boolean, ours: boolean, because: string];

function create(refillPerSecond: number, capacity: number, options: Partial<TokenBucketOptions> = {}) {
  const time = manualTime();
  return { time, bucket: new TokenBucket({ capacity, refillPerSecond, scheduler: time.scheduler, ...options }) };
}

/** AllowN, which is false where more is asked for than there can ever be. */
function allow(bucket: TokenBucket, n: number): boolean {
  try {
    return bucket.tryTake(n);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

describe('AllowN of Go’s x/time/rate is tryTake, which', () => {
  const cases: readonly [name: string, rate: number, burst: number, takes: readonly Take[]][] = [
    [
      'with a burst of 1',
      10,
      1,
      [
        [0, 1, true, true, 'it is full at first'],
        [0, 1, false, false, 'that was all'],
        [1, 1, true, true, 'one has flowed in'],
        [1, 1, false, false, 'and no more'],
        [2, 2, false, false, 'two are more than it ever holds'],
        [2, 1, true, true, 'which took nothing'],
        [2, 1, false, false, 'it is empty'],
      ],
    ],
    [
      'with a burst of 3',
      10,
      3,
      [
        [0, 2, true, true, 'two of three'],
        [0, 2, false, false, 'one is left'],
        [0, 1, true, true, 'the refused one has taken nothing'],
        [0, 1, false, false, 'it is empty'],
        [1, 4, false, false, 'four are more than it ever holds'],
        [2, 1, true, true, 'two have flowed in'],
        [3, 1, true, true, 'two were left'],
        [4, 1, true, true, 'two were left'],
        [4, 1, true, true, 'the last one'],
        [4, 1, false, false, 'it is empty'],
        [9, 3, true, true, 'it is full again, and not fuller'],
        [9, 0, true, false, 'differs: nothing costs 0, it is a RangeError'],
      ],
    ],
    [
      'when the clock is set back',
      10,
      3,
      [
        [1, 1, true, true, 'it is full at first'],
        [0, 1, true, true, 'two were left'],
        [0, 1, true, true, 'one was left'],
        [0, 1, false, false, 'it is empty'],
        [1, 1, true, true, 'a tenth has passed since'],
        [1, 1, false, false, 'it is empty'],
        [2, 1, true, true, 'another tenth'],
        [2, 1, false, false, 'it is empty'],
      ],
    ],
    ['at an odd rate', 0.7692307692307693, 1, [[0, 1, true, true, 'no rounding takes a part of the first token']]],
  ];
  for (const [name, rate, burst, takes] of cases) {
    it(`${name}: ${takes.map(([at, n, , ours]) => `${n} at ${at} ${ours ? 'go' : 'do not'}`).join(', ')}`, () => {
      const { bucket, time } = create(rate, burst);
      let now = 0;
      for (const [at, n, theirs, ours, because] of takes) {
        if (at >= now) time.advance((at - now) * TENTH);
        else time.jump((at - now) * TENTH);
        now = at;
        expect(allow(bucket, n)).withContext(because).toBe(ours);
        expect(because.startsWith('differs')).toBe(theirs !== ours);
      }
    });
  }

  it('lets 5 of 15 at once go with a burst of 5', () => {
    const { bucket } = create(1, 5);
    expect(Array.from({ length: 15 }, () => bucket.tryTake()).filter(Boolean).length).toBe(5);
  });

  it('lets 100 and 500 more go within five seconds of being asked every 2 ms at 100 per second', () => {
    const { bucket, time } = create(100, 100);
    let count = 0;
    for (let now = 0; now < 5_000; now += 2) {
      if (bucket.tryTake()) count++;
      time.advance(2);
    }
    expect(count).toBe(599); // 600 tenths of a second's tokens, the last of which flows in at the end
  });
});

describe('ReserveN and WaitN of Go’s x/time/rate are take(), which', () => {
  /** [at, n] takes, [at, -call] leaves, with the time at which each goes; NaN for never. */
  type Step = readonly [at: number, what: 'take' | 'leave' | 'rate' | 'burst', amount: number];
  type Case = readonly [
    rate: number,
    burst: number,
    steps: readonly Step[],
    theirs: readonly number[],
    ours: readonly number[],
    because: string,
  ];

  function play(rate: number, burst: number, steps: readonly Step[], options: Partial<TokenBucketOptions> = {}): number[] {
    const scheduler = new VirtualTimeScheduler();
    const bucket = new TokenBucket({ capacity: burst, refillPerSecond: rate, scheduler, ...options });
    const goes: number[] = [];
    const calls: { unsubscribe(): void }[] = [];
    const take = (n: number): void => {
      const call = goes.push(NaN) - 1;
      calls.push(bucket.take(n).subscribe({ next: () => (goes[call] = scheduler.now() / TENTH), error: () => (goes[call] = -1) }));
    };
    for (const [at, what, amount] of steps) {
      scheduler.schedule(() => {
        if (what === 'take') take(amount);
        if (what === 'leave') calls[amount]!.unsubscribe();
        if (what === 'rate') bucket.update({ refillPerSecond: amount });
        if (what === 'burst') bucket.update({ capacity: amount });
      }, at * TENTH);
    }
    scheduler.flush();
    return goes;
  }

  const cases: readonly Case[] = [
    [
      10,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [3, 'take', 2],
      ],
      [0, 2, 4],
      [0, 2, 4],
      'each waits for its tokens behind the one before',
    ],
    [
      10,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [1, 'leave', 1],
        [1, 'take', 2],
      ],
      [0, NaN, 2],
      [0, NaN, 2],
      'who leaves gives its tokens back',
    ],
    [
      10,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [3, 'leave', 1],
        [3, 'take', 2],
      ],
      [0, 2, 4],
      [0, 2, 4],
      'who has gone has nothing to give back',
    ],
    [
      10,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 1],
        [0, 'take', 1],
        [0, 'leave', 1],
        [0, 'take', 1],
      ],
      [0, NaN, 2, 3],
      [0, NaN, 1, 2],
      'differs: those behind who leaves move up',
    ],
    [
      10,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [0, 'take', 1],
        [1, 'leave', 1],
        [1, 'take', 2],
      ],
      [0, NaN, 3, 4],
      [0, NaN, 1, 3],
      'differs: those behind who leaves move up',
    ],
    [
      10,
      4,
      [
        [0, 'take', 4],
        [0, 'take', 3],
        [0, 'take', 1],
        [0, 'take', 1],
        [1, 'leave', 3],
        [1, 'leave', 1],
        [1, 'take', 3],
      ],
      [0, NaN, 4, NaN, 5],
      [0, NaN, 1, NaN, 4],
      'differs: those behind who leaves move up',
    ],
    [
      5,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [2, 'rate', 10],
        [2, 'take', 1],
      ],
      [0, 4, 4],
      [0, 3, 4],
      'differs: a higher rate holds for those who wait already',
    ],
    [
      5,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [3, 'burst', 4],
        [3, 'take', 4],
      ],
      [0, 4, 9],
      [0, 4, 12],
      'differs: four flow in within 8 tenths, behind the two of the one before',
    ],
    [
      5,
      2,
      [
        [0, 'take', 2],
        [0, 'take', 2],
        [2, 'rate', 10],
        [2, 'leave', 1],
        [2, 'take', 2],
      ],
      [0, NaN, 3],
      [0, NaN, 3],
      'as if it had never waited',
    ],
    [
      10,
      3,
      [
        [0, 'take', 2],
        [0, 'take', 3],
      ],
      [0, 2],
      [0, 2],
      'it acts later',
    ],
    [
      10,
      3,
      [
        [0, 'take', 2],
        [0, 'take', 3],
        [1, 'leave', 1],
        [1, 'take', 2],
      ],
      [0, NaN, 1],
      [0, NaN, 1],
      'two are there when the wait has been cancelled',
    ],
  ];
  for (const [rate, burst, steps, theirs, ours, because] of cases) {
    const difference = String(theirs) === String(ours) ? '' : `, not ${theirs.join()} as theirs`;
    it(`goes at ${ours.join()} of ${steps.map((step) => step.join(' ')).join(', ')} with ${rate} per second, ${burst} at most${difference}: ${because}`, () => {
      expect(play(rate, burst, steps)).toEqual([...ours]);
      expect(because.startsWith('differs')).toBe(difference !== '');
    });
  }

  it('refuses at once whoever would wait longer than its deadline, and takes nothing for it: maxWait', () => {
    expect(
      play(
        10,
        2,
        [
          [0, 'take', 2],
          [0, 'take', 1],
          [0, 'take', 1],
        ],
        { maxWait: TENTH },
      ),
    ).toEqual([0, 1, -1]);
    expect(
      play(
        10,
        3,
        [
          [0, 'take', 2],
          [0, 'take', 3],
          [0, 'take', 1],
        ],
        { maxWait: TENTH },
      ),
    ).toEqual([0, -1, 0]);
  });

  it('tells who is refused how long it would have been: Reservation.Delay', () => {
    const { bucket } = create(10, 3, { maxQueue: 0 });
    bucket.tryTake(2);
    let error: unknown;
    bucket.take(3).subscribe({ error: (refusal: unknown) => (error = refusal) });
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAfter).toBe(2 * TENTH);
  });

  it('errors at once for more than the burst, and takes nothing for it', () => {
    const { bucket } = create(10, 2);
    expect(() => bucket.take(3)).toThrowError(RangeError, /^cost must be at most 2/);
    expect(bucket.tryTake(2)).toBe(true);
  });

  it('takes nothing for who has been cancelled already', () => {
    const { bucket } = create(10, 3);
    const call = bucket.take();
    call.subscribe().unsubscribe();
    expect(bucket.state$.value.available).toBe(2); // it went at once: there was nothing to cancel
  });

  it('knows no endless rate and none of zero', () => {
    for (const rate of [Infinity, 0]) expect(() => create(rate, 1)).toThrowError(RangeError, /^refillPerSecond/);
  });
});
