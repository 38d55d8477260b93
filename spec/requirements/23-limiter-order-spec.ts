import fc from 'fast-check';
import { VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { SlidingWindow, TokenBucket, type RateLimiter } from '../../src/index.js';

/** What may happen to a limiter: a call comes, one that waits leaves, time passes, or the server wants a pause. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('enter' as const), cost: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('leave' as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const), time: fc.integer({ min: 1, max: 20 }) }) },
);

const limiters: Record<string, (scheduler: SchedulerLike) => RateLimiter> = {
  TokenBucket: (scheduler) => new TokenBucket({ capacity: 3, refillPerSecond: 100, scheduler }),
  SlidingWindow: (scheduler) => new SlidingWindow({ limit: 3, window: 30, scheduler }),
};

interface Call {
  readonly id: number;
  subscription?: Subscription;
}

/** A limiter with a list of who should be waiting. */
class Model {
  readonly scheduler = new VirtualTimeScheduler();
  readonly limiter: RateLimiter;
  readonly waiting: Call[] = [];

  constructor(create: (scheduler: SchedulerLike) => RateLimiter) {
    this.limiter = create(this.scheduler);
  }

  enter(id: number, cost: number): void {
    const call: Call = { id };
    this.waiting.push(call);
    call.subscription = this.limiter.take(cost).subscribe({
      next: () => {
        if (this.waiting[0]?.id !== id) throw new Error(`call ${id} jumped the queue`);
        this.waiting.shift();
      },
    });
  }

  leave(pick: number): void {
    const [call] = this.waiting.splice(pick % Math.max(1, this.waiting.length), 1);
    call?.subscription?.unsubscribe();
  }

  pass(time: number): void {
    this.scheduler.maxFrames = this.scheduler.frame + time;
    this.scheduler.schedule(() => undefined, time);
    this.scheduler.flush();
  }
}

describe('23: under random interleavings of submit, cancel, pause and time', () => {
  for (const [name, create] of Object.entries(limiters)) {
    it(`a ${name} is first come, first served, newcomers included, loses no place, and always drains`, () => {
      const history = fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const model = new Model(create);
        steps.forEach((action, id) => {
          if (action.type === 'enter') model.enter(id, action.cost);
          else if (action.type === 'leave') model.leave(action.pick);
          else if (action.type === 'pause') model.limiter.pause(action.time);
          else model.pass(action.time);
          const { queued } = model.limiter.state$.value;
          if (queued !== model.waiting.length) throw new Error(`${queued} wait instead of ${model.waiting.length}`);
        });
        model.pass(30 * 120 + 20);
        const timers = model.scheduler.actions.filter((action) => !action.closed).length;
        if (model.waiting.length > 0 || timers > 0) throw new Error(`${model.waiting.length} wait for ever, ${timers} timers are left`);
        if (!model.limiter.idle) throw new Error('it is not idle in the end');
      });
      expect(() => fc.assert(history, { numRuns: 500 })).not.toThrow();
    });

    it(`a ${name} lets a newcomer, whose coming lets a late one go, stand before who comes inside the turn of that one`, () => {
      const scheduler = new VirtualTimeScheduler();
      const limiter = create(scheduler);
      const order: string[] = [];
      limiter.take(3).subscribe();
      scheduler.schedule(() => limiter.take(3).subscribe(() => order.push('newcomer')), 30);
      limiter.take(3).subscribe(() => {
        order.push('late');
        limiter.take(3).subscribe(() => order.push('inside'));
      });
      scheduler.flush();
      expect(order).toEqual(['late', 'newcomer', 'inside']);
    });
  }
});
