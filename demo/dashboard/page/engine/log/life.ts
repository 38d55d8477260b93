import type { HttpClientEvent } from 'breakwater';
import type { LifeStep } from '../../model.js';
import { outcomeOf } from '../outcome-of.js';
import type { ToldRetry } from '../service/guarded-service.js';
import { attempts, duration, reason } from './tell.js';

type Step = Omit<LifeStep, 'at' | 'after'>;

/** What has become of one request so far. It keeps what it was told, and finds words only when somebody asks. */
export class Life {
  readonly #told: (HttpClientEvent | ToldRetry)[] = [];

  add(told: HttpClientEvent | ToldRetry): void {
    this.#told.push(told);
  }

  steps(): readonly LifeStep[] {
    const startedAt = this.#told[0]?.at ?? 0;
    let readyAt = startedAt;
    return this.#told.flatMap((told, index) => {
      const { at } = told;
      const steps = 'type' in told ? stepsOf(told, at - readyAt) : waits(told, this.#told[index - 1]);
      readyAt = 'type' in told ? readyAt : at + told.delay;
      return steps.map((step) => ({ at, after: at - startedAt, ...step }));
    });
  }
}

function stepsOf(event: HttpClientEvent, waited: number): readonly Step[] {
  const verdict = outcomeOf(event);
  if (verdict !== undefined) return [{ step: 'verdict', verdict, words: verdictWords(event) }];
  switch (event.type) {
    case 'started':
      return [{ step: 'queued', words: 'asked for' }];
    case 'attempt': {
      const queue = waited >= 1 ? `after ${duration(waited)} in the queue` : 'without a wait in the queue';
      return [{ step: 'sent', attempt: event.attempt, words: `attempt ${event.attempt} sent, ${queue}` }];
    }
    case 'response':
      return [{ step: 'answered', attempt: event.attempt, words: `the server says ${event.status}` }];
    case 'attempt-failed':
      return [{ step: 'attempt-failed', attempt: event.attempt, words: `attempt ${event.attempt} failed: ${reason(event.error)}` }];
    default:
      return [];
  }
}

/** An attempt that a timeout ended from outside has told nothing of its end: the retry does. */
function waits({ error, retry, delay, hint }: ToldRetry, before: HttpClientEvent | ToldRetry | undefined): readonly Step[] {
  const attempt = retry + 1;
  const isTold = before !== undefined && 'type' in before && before.type === 'attempt-failed';
  const failed: Step = { step: 'attempt-failed', attempt, words: `attempt ${attempt} ended: ${reason(error)}` };
  const because = hint === undefined ? '' : `, as the server asks for ${duration(hint)}`;
  const wait: Step = { step: 'waits', attempt, words: `waits ${duration(delay)} before the next attempt${because}` };
  return isTold ? [wait] : [failed, wait];
}

/** How a request ended, in words. */
export function verdictWords(event: HttpClientEvent): string {
  const tries = 'attempts' in event ? event.attempts : 0;
  const took = 'duration' in event ? duration(event.duration) : '';
  if (event.type === 'finished') return tries > 1 ? `answered at attempt ${tries}, ${took}` : `answered in ${took}`;
  if (event.type === 'cancelled') return `left after ${took}`;
  if (event.type !== 'failed') return event.type;
  return tries === 0 ? `refused: ${reason(event.error)}` : `failed after ${attempts(tries)}, ${took}: ${reason(event.error)}`;
}
