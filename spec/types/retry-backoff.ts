// Compiled only: what the types of retryBackoff promise and what they refuse.
import { asyncScheduler, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { RetryBudget, retryBackoff, type Jitter, type RetryBackoffOptions, type RetryEvent } from '../../src/index.js';

// The type of the values stays, without being named.
export const numbers: Observable<number> = of(1, 2).pipe(retryBackoff());
export const literals: Observable<'a' | 'b'> = of('a' as const, 'b' as const).pipe(retryBackoff(200));
export const operator: MonoTypeOperatorFunction<string> = retryBackoff<string>({});
// @ts-expect-error the type of the values does not change
export const texts: Observable<string> = of(1, 2).pipe(retryBackoff());

// Every option may be left out or be undefined.
export const none: RetryBackoffOptions = {};
export const all: Required<RetryBackoffOptions> = {
  initialInterval: 100,
  maxInterval: Infinity,
  multiplier: 2,
  maxRetries: Infinity,
  jitter: 'decorrelated',
  maxElapsedTime: 60_000,
  shouldRetry: (error: unknown, retry: number) => error !== retry,
  backoffDelay: (iteration: number, initialInterval: number) => iteration * initialInterval,
  resetOnSuccess: 10_000,
  budget: new RetryBudget(),
  retryAfter: 'ignore',
  maxRetryAfter: 0,
  onRetry: ({ error, retry, delay, hint, elapsed }: RetryEvent) => void [error, retry, delay, hint, elapsed],
  random: Math.random,
  scheduler: asyncScheduler,
};
export const absent: RetryBackoffOptions = { maxRetries: undefined, jitter: undefined, onRetry: undefined, scheduler: undefined };

export const jitters: Jitter[] = ['none', 'full', 'equal', 'decorrelated', (delay, retry, random) => delay + retry * random()];
// @ts-expect-error no such jitter
export const noJitter: Jitter = 'some';
// @ts-expect-error a typo is no option
retryBackoff({ maxRetry: 3 });
// @ts-expect-error durations are numbers
retryBackoff({ initialInterval: '100' });
// @ts-expect-error a judgement is a boolean
retryBackoff({ shouldRetry: () => 'yes' });
// @ts-expect-error an error is unknown until it has been looked at
retryBackoff({ shouldRetry: (error) => error.status === 503 });
// @ts-expect-error an event is read-only
retryBackoff({ onRetry: (event) => (event.delay = 0) });
