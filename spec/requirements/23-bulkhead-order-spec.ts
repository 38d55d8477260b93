import fc from 'fast-check';
import { VirtualTimeScheduler, type Subscription } from 'rxjs';
import { Bulkhead } from '../../src/index.js';

/** What may happen to a bulkhead: a call comes, a running one ends, a waiting one leaves, time passes, or the limit changes. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('enter' as const), priority: fc.integer({ min: -1, max: 1 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('finish' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('resize' as const), to: fc.integer({ min: 1, max: 4 }) }) },
);

interface Call {
  readonly id: number;
  readonly priority: number;
  subscription?: Subscription;
  release?: () => void;
}

/** A bulkhead with a list of who should be waiting and who should be running. */
class Model {
  limit = 2;
  readonly scheduler = new VirtualTimeScheduler();
  readonly seats = new Bulkhead({ maxConcurrent: 2, maxQueue: 20, maxWait: 6, scheduler: this.scheduler });
  readonly waiting: Call[] = [];
  readonly running: Call[] = [];

  enter(id: number, priority: number): void {
    const call: Call = { id, priority };
    this.waiting.push(call);
    call.subscription = this.seats.acquire(priority).subscribe({
      next: (permit) => {
        const isFirst = this.waiting.every((other) => other.priority < priority || (other.priority === priority && other.id >= id));
        expect(isFirst).withContext(`call ${id} jumped the queue`).toBeTrue();
        this.#remove(this.waiting, call);
        this.running.push({ ...call, release: () => permit.release() });
        expect(this.running.length).toBeLessThanOrEqual(this.limit);
      },
      error: () => this.#remove(this.waiting, call),
    });
  }

  finish(pick = 0): void {
    const call = this.running[pick % Math.max(1, this.running.length)];
    if (!call) return;
    this.#remove(this.running, call);
    call.release!();
  }

  cancel(pick: number): void {
    const call = this.waiting[pick % Math.max(1, this.waiting.length)];
    if (!call) return;
    this.#remove(this.waiting, call);
    call.subscription!.unsubscribe();
  }

  pass(time: number): void {
    this.scheduler.maxFrames = this.scheduler.frame + time;
    this.scheduler.schedule(() => undefined, time);
    this.scheduler.flush();
  }

  resize(to: number): void {
    if (this.running.length > to) return;
    this.limit = to;
    this.seats.update({ maxConcurrent: to });
  }

  #remove(from: Call[], call: Call): void {
    from.splice(from.indexOf(call), 1);
  }
}

describe('23: under random interleavings of submit, finish, cancel and expire', () => {
  it('is first come, first served, within the limit, loses no place, and always drains', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const model = new Model();
        steps.forEach((action, id) => {
          if (action.type === 'enter') model.enter(id, action.priority);
          else if (action.type === 'finish') model.finish(action.pick);
          else if (action.type === 'cancel') model.cancel(action.pick);
          else if (action.type === 'pass') model.pass(action.time);
          else model.resize(action.to);
          expect(model.seats.state$.value).toEqual({ active: model.running.length, queued: model.waiting.length, limit: model.limit });
        });
        while (model.running.length > 0) model.finish();
        expect(model.waiting).toEqual([]);
        expect(model.seats.idle).toBeTrue();
        expect(model.scheduler.actions.filter((action) => !action.closed)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
