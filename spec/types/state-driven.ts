// Compiled only: what the types of waitForClosed, fallbackWhileOpen and pauseWhile promise and what they refuse.
import { asyncScheduler, of, type MonoTypeOperatorFunction, type Observable, type OperatorFunction } from 'rxjs';
import {
  CircuitBreaker,
  fallbackWhileOpen,
  pauseWhile,
  waitForClosed,
  type FallbackWhileOpenOptions,
  type WaitForClosedOptions,
} from '../../src/index.js';

const breaker = new CircuitBreaker();

// The type of the values stays, without being named.
export const waited: Observable<number> = of(1).pipe(waitForClosed(breaker));
export const paused: Observable<'a'> = of('a' as const).pipe(pauseWhile(of(true)));
export const waits: MonoTypeOperatorFunction<string> = waitForClosed<string>(breaker, { max: 5 });
export const pauses: MonoTypeOperatorFunction<string> = pauseWhile<string>(of(false));
// @ts-expect-error the type of the values does not change
export const texts: Observable<string> = of(1).pipe(waitForClosed(breaker));

// An alternative may be of another type.
export const either: Observable<number | string> = of(1).pipe(fallbackWhileOpen(breaker, of('cached')));
export const falls: OperatorFunction<number, number | string> = fallbackWhileOpen<number, string>(breaker, of('cached'), {});
// @ts-expect-error the alternative's values come as well
export const only: Observable<number> = of(1).pipe(fallbackWhileOpen(breaker, of('cached')));

// Every option may be left out or be undefined.
export const all: Required<WaitForClosedOptions> = { max: 60_000, maxQueue: 100, scheduler: asyncScheduler };
export const absent: WaitForClosedOptions = { max: undefined, maxQueue: undefined, scheduler: undefined };
export const timers: FallbackWhileOpenOptions = { scheduler: undefined };
// @ts-expect-error a typo is no option
waitForClosed(breaker, { maxWait: 5 });
// @ts-expect-error a breaker has to be given
waitForClosed();
// @ts-expect-error whether it is paused is a boolean
pauseWhile(of('offline'));
// @ts-expect-error an alternative is an Observable
fallbackWhileOpen(breaker, 'cached');
