import { defer, EMPTY, finalize, map, NEVER, Observable, of, Subject, take, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { circuitBreaker, CircuitBreaker, CircuitOpenError, fallbackWhileOpen, type CircuitBreakerOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

function create(options: CircuitBreakerOptions = {}): CircuitBreaker {
  return new CircuitBreaker({ name: 'prices', failureThreshold: 1, openDuration: 5, ...options });
}

function createOpen(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const breaker = create(options);
  breaker.tryAcquire()?.failure();
  return breaker;
}

/** A source that is another one each time. */
function inTurn<T>(...sources: Observable<T>[]): Observable<T> {
  let at = 0;
  return defer(() => sources[at++]!);
}

describe('fallbackWhileOpen', () => {
  it('switches to the alternative and back, as its diagram shows', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const breaker = create();
      const failing = cold('    --a#');
      const healthy = cold('            --b-c-');
      const alternative = cold('   -x-y---z');
      const expected = '        --a-x-y---b-c-';
      const guarded = inTurn<string>(failing, healthy).pipe(circuitBreaker(breaker));
      expectObservable(guarded.pipe(fallbackWhileOpen(breaker, alternative))).toBe(expected);
      expectSubscriptions(failing.subscriptions).toBe('    ^--!');
      expectSubscriptions(alternative.subscriptions).toBe('---^----!');
      expectSubscriptions(healthy.subscriptions).toBe('    --------^');
      expectObservable(breaker.state$.pipe(map(({ status }) => status[0]!))).toBe('c--o----h-c');
    });
  });

  describe('while the circuit is closed passes unchanged', () => {
    for (const marbles of ['-a-b|', '-a-#', '#', '|', '---|', '-', '(ab|)']) {
      it(marbles, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
          const alternative = cold('x');
          expectObservable(cold(marbles).pipe(fallbackWhileOpen(create(), alternative))).toBe(marbles);
          expectSubscriptions(alternative.subscriptions).toBe([]);
        });
      });
    }
  });

  it('begins with the alternative where the circuit is open', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|');
      const alternative = cold('x');
      expectObservable(source.pipe(fallbackWhileOpen(createOpen(), alternative))).toBe('x-----a|');
      expectSubscriptions(source.subscriptions).toBe('-----^-!');
      expectSubscriptions(alternative.subscriptions).toBe('^----!');
    });
  });

  it('is on the alternative while isolated, and on the source while bypassed', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const breaker = createOpen({ openDuration: Infinity });
      timer(3).subscribe(() => {
        const bypass = breaker.bypass();
        timer(3).subscribe(() => {
          breaker.isolate();
          bypass.unsubscribe();
        });
      });
      expectObservable(cold('-a').pipe(fallbackWhileOpen(breaker, cold('x')))).toBe('x---a-x');
    });
  });

  it('switches when somebody else’s failure opens the circuit, and stays on the source from half-open to closed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const breaker = create();
      timer(2).subscribe(() => breaker.tryAcquire()!.failure());
      timer(9).subscribe(() => breaker.tryAcquire()!.success());
      const source = cold('-a-b-c-d');
      expectObservable(source.pipe(fallbackWhileOpen(breaker, cold('x')))).toBe('-ax-----a-b-c-d');
      expectSubscriptions(source.subscriptions).toBe(['^-!', '-------^']);
    });
  });

  it('goes back to the alternative when the probe fails', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const breaker = createOpen();
      const source = inTurn<string>(cold('-#'), cold('-a|')).pipe(circuitBreaker(breaker));
      expectObservable(source.pipe(fallbackWhileOpen(breaker, cold('x')))).toBe('x-----x-----a|');
    });
  });

  describe('when the source is refused', () => {
    it('as the probe’s place is taken, stays on the alternative until that has ended', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createOpen();
        breaker.state$.subscribe(({ status }) => {
          if (status !== 'half-open') return;
          const rival = breaker.tryAcquire()!;
          timer(3).subscribe(() => rival.release());
        });
        const source = cold('-a|');
        const alternative = cold('xyz');
        const result = source.pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, alternative));
        expectObservable(result).toBe('xyz------a|');
        expectSubscriptions(source.subscriptions).toBe('--------^-!');
        expectSubscriptions(alternative.subscriptions).toBe('^-------!');
      });
    });

    it('goes back to the alternative for as long as the refusal says', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const alternative = cold('xy');
        const refused = cold<string>('--#', {}, new CircuitOpenError('prices', 4));
        const result = inTurn(refused, cold('-a|')).pipe(fallbackWhileOpen(create(), alternative));
        expectObservable(result).toBe('--xy---a|');
        expectSubscriptions(alternative.subscriptions).toBe('--^---!');
      });
    });

    it('goes back for 10 s where that says nothing, though never twice in one frame', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const refused = throwError(() => new CircuitOpenError('prices'));
        const result = inTurn<string>(refused, cold('-a|')).pipe(fallbackWhileOpen(create(), NEVER));
        expectObservable(result).toBe('10001ms a|');
      });
    });

    it('doesn’t leave the alternative while the breaker would refuse it again, though it is closed', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = create();
        let admits = false;
        timer(7).subscribe(() => (admits = true));
        spyOn(breaker, 'canAcquire').and.callFake(() => admits);
        spyOn(breaker, 'refusal').and.callFake(() => new CircuitOpenError('prices', 2));
        const alternative = cold('x');
        expectObservable(cold('-a|').pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, alternative))).toBe('x-------- a|');
        expectSubscriptions(alternative.subscriptions).toBe('^-------!');
      });
    });

    it('looks again at the next outcome, but not because of its own refusal', () => {
      const breaker = create({ openDuration: 0, failureThreshold: 2 });
      const [running, ended] = [breaker.tryAcquire()!, breaker.tryAcquire()!];
      const log: string[] = [];
      const refused = throwError(() => (log.push('source'), new CircuitOpenError('prices')));
      const result = inTurn<string>(refused, of('a')).pipe(fallbackWhileOpen(breaker, of('x')));
      result.subscribe((value) => log.push(value));
      breaker.refuse();
      expect(log).toEqual(['source', 'x']);
      ended.success();
      expect(log).toEqual(['source', 'x', 'a']);
      running.success();
    });

    it('by another breaker errors with that', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const error = new CircuitOpenError('other', 4);
        expectObservable(cold('-#', {}, error).pipe(fallbackWhileOpen(create(), cold('x')))).toBe('-#', {}, error);
      });
    });
  });

  it('passes any other error, of a source that begins as the probe as well', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const breaker = createOpen();
      const error = new CircuitOpenError('other');
      const alternative = cold('x');
      const source = cold<string>('-#', {}, error).pipe(circuitBreaker(breaker));
      expectObservable(source.pipe(fallbackWhileOpen(breaker, alternative))).toBe('x-----#', { x: 'x' }, error);
      expectSubscriptions(alternative.subscriptions).toBe('^----!');
    });
  });

  it('passes an error of the alternative', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('a').pipe(fallbackWhileOpen(createOpen(), cold('-x-#')))).toBe('-x-#');
    });
  });

  it('waits for the circuit when the alternative has completed, and completes with the source', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-a|').pipe(fallbackWhileOpen(createOpen(), cold('(x|)')))).toBe('x-----a|');
      expectObservable(cold('-a|').pipe(fallbackWhileOpen(createOpen(), EMPTY))).toBe('------a|');
    });
  });

  it('unsubscribed on either side leaves that side, the breaker and no timer', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const breaker = createOpen();
      const [source, alternative] = [cold('-a-b'), cold('-x-y')];
      const result = source.pipe(fallbackWhileOpen(breaker, alternative));
      expectObservable(result, '--!').toBe('-x-');
      expectObservable(result, '-------!').toBe('-x-y--a-');
      expectSubscriptions(alternative.subscriptions).toBe(['^-!', '^----!']);
      expectSubscriptions(source.subscriptions).toBe('-----^-!');
      flush();
      breaker.reset();
      expect(breaker.idle).toBeTrue();
    });
    const scheduler = new VirtualTimeScheduler();
    const refused = throwError(() => new CircuitOpenError('prices', 50));
    const call = refused.pipe(fallbackWhileOpen(create({ scheduler }), NEVER, { scheduler })).subscribe();
    const pending = (): number => scheduler.actions.filter(({ closed }) => !closed).length;
    expect(pending()).toBe(1);
    call.unsubscribe();
    expect(pending()).toBe(0);
  });

  it('leaves no timer when a synchronous alternative is all that was wanted', () => {
    const scheduler = new VirtualTimeScheduler();
    const breaker = create({ scheduler });
    const refused = throwError(() => new CircuitOpenError('prices', 50));
    const seen: unknown[] = [];
    refused.pipe(fallbackWhileOpen(breaker, of('x', 'y'), { scheduler }), take(1)).subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x']);
    expect(scheduler.actions.filter(({ closed }) => !closed).length).toBe(0);
    expect(breaker.idle).toBeTrue();
  });

  it('subscribed to twice switches apart, and two streams share the breaker', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const breaker = createOpen();
      const source = cold('--a-');
      const result = source.pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, cold('x')));
      expectObservable(result).toBe('x------a');
      expectObservable(result).toBe('x--------a');
      expectSubscriptions(source.subscriptions).toBe(['-----^', '-------^']);
    });
  });

  it('has left one side before it subscribes to the other', () => {
    const breaker = create();
    const log: string[] = [];
    const side = (name: string) =>
      new Observable<string>((subscriber) => {
        log.push(name);
        subscriber.next(name);
        return () => void log.push(`${name} left`);
      });
    const call = side('source')
      .pipe(fallbackWhileOpen(breaker, side('alternative')))
      .subscribe();
    breaker.isolate().unsubscribe();
    call.unsubscribe();
    expect(log).toEqual(['source', 'source left', 'alternative', 'alternative left', 'source', 'source left']);
  });

  it('switches though a synchronous source fails at once, as a probe and inside the delivery of another change', () => {
    const breaker = createOpen({ openDuration: Infinity });
    const seen: string[] = [];
    const source = throwError(() => new Error('down')).pipe(circuitBreaker(breaker));
    source.pipe(fallbackWhileOpen(breaker, of('x'))).subscribe({ next: (value) => seen.push(value), error: fail });
    breaker.reset();
    breaker.reset();
    expect(seen).toEqual(['x', 'x', 'x']);
    const other: string[] = [];
    const closed = create({ openDuration: Infinity });
    throwError(() => new Error('down'))
      .pipe(circuitBreaker(closed), fallbackWhileOpen(closed, of('x')))
      .subscribe({ next: (value) => other.push(value), error: fail });
    expect(other).toEqual(['x']);
  });

  it('fails and recovers at once again and again without ever passing the failure on, where openDuration is 0', () => {
    inVirtualTime(({ flush }) => {
      const breaker = create({ openDuration: 0 });
      let tries = 0;
      const seen: string[] = [];
      defer(() => (++tries <= 5 ? throwError(() => new Error('down')) : of('up')))
        .pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, NEVER))
        .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(String(error)) });
      flush();
      expect(seen.at(-1)).toBe('up');
      expect(seen).toEqual(['up']);
    });
  });

  it('passes no failure on though it opens the circuit inside the delivery of another change, and that lasts no time', () => {
    inVirtualTime(({ flush }) => {
      const breaker = create({ openDuration: 0 });
      const hold = breaker.isolate();
      const seen: string[] = [];
      inTurn<string>(
        throwError(() => new Error('down')),
        throwError(() => new Error('down')),
        of('up'),
      )
        .pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, NEVER))
        .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(String(error)) });
      hold.unsubscribe();
      flush();
      expect(seen).toEqual(['up']);
    });
  });

  it('is no endless loop where an opening lasts no time and the source fails at once: it tries again after a millisecond', () => {
    inVirtualTime(({ scheduler, flush }) => {
      const breaker = create({ openDuration: 0 });
      const tries: number[] = [];
      const call = defer(() => {
        tries.push(scheduler.now());
        return tries.length < 10 ? throwError(() => new Error('down')) : NEVER;
      })
        .pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, NEVER))
        .subscribe({ error: fail });
      expect(tries).toEqual([0]);
      timer(4).subscribe(() => call.unsubscribe());
      flush();
      expect(tries).toEqual([0, 1, 2, 3]);
    });
  });

  it('can be switched by what its own values cause', () => {
    const breaker = create();
    const log: string[] = [];
    let hold = { unsubscribe: (): void => undefined };
    const source = new Observable<string>((subscriber) => {
      subscriber.next('a');
      subscriber.next('never');
    });
    const alternative = new Subject<string>();
    const call = source
      .pipe(
        finalize(() => log.push('left')),
        fallbackWhileOpen(breaker, alternative),
      )
      .subscribe((value) => {
        log.push(value);
        if (log.length === 1) hold = breaker.isolate();
        else call.unsubscribe();
      });
    expect(log).toEqual(['a', 'left']);
    expect(alternative.observed).toBeTrue();
    hold.unsubscribe();
    expect(alternative.observed).toBeFalse();
    expect(log).toEqual(['a', 'left', 'a', 'left']);
  });
});
