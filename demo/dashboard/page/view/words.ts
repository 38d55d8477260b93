import type { BreakerStatus, Outcome } from '../model.js';

/** Outcomes from the waterline up: the good one, what the server did wrong, what we held back, what was left. */
export const OUTCOMES: readonly Outcome[] = ['ok', 'failed', 'timedOut', 'refused', 'limited', 'cancelled'];

/** How an outcome is called on the page. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'answered',
  failed: 'failed',
  timedOut: 'timed out',
  refused: 'refused at once',
  limited: 'limited',
  cancelled: 'cancelled',
};

/** The name of an outcome's colour and pattern in the style sheet. */
export const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = {
  ok: 'ok',
  failed: 'failed',
  timedOut: 'timed-out',
  refused: 'refused',
  limited: 'limited',
  cancelled: 'cancelled',
};

/** What a state means for a caller. */
export const STATUS_WORDS: Readonly<Record<BreakerStatus, string>> = {
  closed: 'lets calls through',
  open: 'refuses at once, sends nothing',
  'half-open': 'sends probes only',
  isolated: 'held open by hand',
  bypassed: 'held closed by hand, still counts',
};

/** `0.256` as `26 %`, and small shares with a decimal. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

/** A number of milliseconds as `85 ms`, `1.2 s` or `2 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
