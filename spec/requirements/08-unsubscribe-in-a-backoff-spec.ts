import { defer, firstValueFrom, Subject, switchMap, takeUntil, throwError, timeout, VirtualTimeScheduler } from 'rxjs';
import { retryBackoff } from '../../src/index.js';

/* That a Node process can exit then is shown in spec/node/process-exit-spec.ts. */
describe('8: unsubscribing during a backoff leaves no pending action and no further attempt', () => {
  let scheduler: VirtualTimeScheduler;
  let attempts: number;

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
    attempts = 0;
  });

  function down() {
    const source = defer(() => (attempts++, throwError(() => new Error('down'))));
    return source.pipe(retryBackoff({ initialInterval: 1000, jitter: 'none', scheduler }));
  }

  /** What the scheduler still has to do; a cancelled action may stay in its list, but does nothing. */
  function pending(): number {
    return scheduler.actions.filter(({ closed }) => !closed).length;
  }

  it('by unsubscribe()', () => {
    const subscription = down().subscribe();
    expect(pending()).toBe(1);
    subscription.unsubscribe();
    expect(pending()).toBe(0);
    scheduler.flush();
    expect(attempts).toBe(1);
  });

  it('by takeUntil', () => {
    const stop = new Subject<void>();
    down().pipe(takeUntil(stop)).subscribe();
    stop.next();
    expect(pending()).toBe(0);
    scheduler.flush();
    expect(attempts).toBe(1);
  });

  it('by switchMap', () => {
    const wants = new Subject<boolean>();
    wants.pipe(switchMap((isWanted) => (isWanted ? down() : []))).subscribe();
    wants.next(true);
    expect(pending()).toBe(1);
    wants.next(false);
    expect(pending()).toBe(0);
    scheduler.flush();
    expect(attempts).toBe(1);
  });

  it('by a timeout around it', async () => {
    const result = firstValueFrom(down().pipe(timeout({ each: 1500, scheduler })));
    scheduler.flush();
    await expectAsync(result).toBeRejectedWithError(/Timeout/);
    expect(pending()).toBe(0);
    expect(attempts).toBe(2);
    expect(scheduler.now()).toBe(1500);
  });

  it('also inside the callbacks that decide on the wait', () => {
    const failure = new Subject<never>();
    const onRetry = (): void => subscription.unsubscribe();
    const subscription = defer(() => (attempts++, failure))
      .pipe(retryBackoff({ scheduler, onRetry }))
      .subscribe({ error: fail });
    failure.error(new Error('down'));
    expect(pending()).toBe(0);
    expect(attempts).toBe(1);
  });
});
