import { asyncScheduler } from 'rxjs';

/** Something that happened, in words. */
export interface Notice {
  /** On the scheduler's clock. */
  readonly at: number;
  readonly about: 'server' | 'breaker' | 'limiter' | 'request';
  readonly words: string;
}

export function notice(about: Notice['about'], words: string): Notice {
  return { at: asyncScheduler.now(), about, words };
}

export function inSeconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}
