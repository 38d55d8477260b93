import fc from 'fast-check';
import { VirtualTimeScheduler, type Observable, type Subscription } from 'rxjs';

interface Permit {
  release(): void;
  succeeded?(): void;
  failed?(): void;
}

/** What a spec may make of a bulkhead of whichever kind. */
export interface Seats {
  readonly bulkhead: {
    readonly idle: boolean;
    readonly state$: { readonly value: { readonly active: number; readonly queued: number; readonly limit: number } };
    acquire(priority: number): Observable<Permit>;
  };
  /** Where a limit is set by hand: what it should be. */
  readonly limit?: number;
  resize(to: number): void;
}

export type CreateSeats = (options: { maxQueue: number; maxWait: number; scheduler: VirtualTimeScheduler }) => Seats;

/** What may happen to a bulkhead: a call comes, a running one ends, a waiting one leaves, time passes, or the limit changes. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('enter' as const), priority: fc.integer({ min: -1, max: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('finish' as const),
      pick: fc.nat(),
      tell: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const, undefined),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('resize' as const), to: fc.integer({ min: 1, max: 4 }) }) },
);

interface Call {
  readonly id: number;
  readonly priority: number;
  subscription?: Subscription;
  permit?: Permit;
}

/** A bulkhead with a list of who should be waiting and who should be running. */
class Model {
  readonly scheduler = new VirtualTimeScheduler();
  readonly seats: Seats;
  readonly waiting: Call[] = [];
  readonly running: Call[] = [];

  constructor(create: CreateSeats) {
    this.seats = create({ maxQueue: 20, maxWait: 6, scheduler: this.scheduler });
  }

  get limit(): number {
    return this.seats.limit ?? this.seats.bulkhead.state$.value.limit;
  }

  enter(id: number, priority: number): void {
    const call: Call = { id, priority };
    this.waiting.push(call);
    call.subscription = this.seats.bulkhead.acquire(priority).subscribe({
      next: (permit) => {
        const isFirst = this.waiting.every((other) => other.priority < priority || (other.priority === priority && other.id >= id));
        expect(isFirst).withContext(`call ${id} jumped the queue`).toBeTrue();
        this.#remove(this.waiting, call);
        this.running.push({ ...call, permit });
        expect(this.running.length).toBeLessThanOrEqual(this.limit);
      },
      error: () => this.#remove(this.waiting, call),
    });
  }

  finish(pick = 0, tell?: 'succeeded' | 'failed'): void {
    const call = this.running[pick % Math.max(1, this.running.length)];
    if (!call) return;
    if (tell) call.permit![tell]?.();
    this.#remove(this.running, call);
    call.permit!.release();
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

  expectAgreement(): void {
    const { active, queued, limit } = this.seats.bulkhead.state$.value;
    expect({ active, queued, limit }).toEqual({ active: this.running.length, queued: this.waiting.length, limit: this.limit });
    expect(queued > 0 && active < limit)
      .withContext('a place is free, and somebody waits')
      .toBeFalse();
  }

  #remove(from: Call[], call: Call): void {
    from.splice(
      from.findIndex(({ id }) => id === call.id),
      1,
    );
  }
}

/** Checks that it is first come, first served, within the limit, loses no place, and always drains. */
export function checkBulkheadOrder(create: CreateSeats): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const model = new Model(create);
      steps.forEach((action, id) => {
        if (action.type === 'enter') model.enter(id, action.priority);
        else if (action.type === 'finish') model.finish(action.pick, action.tell);
        else if (action.type === 'cancel') model.cancel(action.pick);
        else if (action.type === 'pass') model.pass(action.time);
        else model.seats.resize(action.to);
        model.expectAgreement();
      });
      while (model.running.length > 0) model.finish();
      expect(model.waiting).toEqual([]);
      expect(model.seats.bulkhead.idle).toBeTrue();
      expect(model.scheduler.actions.filter((action) => !action.closed)).toEqual([]);
    }),
    { numRuns: 500 },
  );
}
