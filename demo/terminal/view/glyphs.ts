import type { CircuitBreakerState } from 'breakwater';
import type { Outcome } from '../report/outcome.js';

/** The characters that pictures are made of. */
export interface Glyphs {
  readonly full: string;
  readonly empty: string;
  readonly rule: string;
  readonly bar: string;
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly status: Readonly<Record<CircuitBreakerState['status'], string>>;
}

const UNICODE: Glyphs = {
  full: '█',
  empty: '░',
  rule: '─',
  bar: '│',
  outcome: { succeeded: '█', helped: '▒', failed: 'x', refused: '·', limited: '~', cancelled: '-' },
  status: { closed: '─', open: '▀', 'half-open': '?', isolated: '!', bypassed: '=' },
};

const ASCII: Glyphs = {
  full: '#',
  empty: '.',
  rule: '-',
  bar: '|',
  outcome: { ...UNICODE.outcome, succeeded: '#', helped: '+', refused: '.' },
  status: { ...UNICODE.status, closed: '-', open: 'X' },
};

/** Plain ASCII where the locale names another encoding than UTF-8, as `C` does. */
export function chooseGlyphs({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): Glyphs {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
