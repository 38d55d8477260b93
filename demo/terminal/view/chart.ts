import type { Outcome } from '../report/outcome.js';
import { SLICE_MS, type Slice } from '../report/timeline.js';
import type { Frame } from './frame.js';
import type { Glyphs } from './glyphs.js';
import type { Line, Span, Style } from './line.js';
import { label } from './label.js';
import { endedIn, stack } from './stack.js';

const ROWS = 5;
const MARGIN = 12;
const STYLES: Readonly<Record<Outcome, Style>> = {
  succeeded: 'good',
  helped: 'note',
  failed: 'bad',
  refused: 'warn',
  limited: 'warn',
  cancelled: 'dim',
};

/** What became of the requests, column by column, with what the server did and what the breaker thought below. */
export function chartLines({ report: { timeline }, plan }: Frame, width: number, glyphs: Glyphs): readonly Line[] {
  const slices = timeline.slice(-(width - MARGIN));
  const usual = (plan.rate * SLICE_MS) / 1000;
  const most = Math.max(usual, ...slices.map(endedIn));
  const stacks = slices.map((slice) => stack(slice, most / ROWS));
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const scale = row === 0 ? `${Math.round((most * 1000) / SLICE_MS)}/s` : '';
    return [axis(scale, glyphs), ...stacks.map((cells) => cell(cells[ROWS - 1 - row], glyphs))];
  });
  return [...rows, serverRow(slices, glyphs), breakerRow(slices, glyphs), legend(glyphs)];
}

function axis(text: string, { bar }: Glyphs): Span {
  return [`${text.padStart(9)} ${bar}`, 'dim'];
}

function cell(outcome: Outcome | undefined, glyphs: Glyphs): Span {
  return outcome === undefined ? ' ' : [glyphs.outcome[outcome], STYLES[outcome]];
}

function serverRow(slices: readonly Slice[], { bar }: Glyphs): Line {
  const runs = runsOf(slices, ({ phaseSince }) => phaseSince);
  return [
    label('Server'),
    bar,
    ...runs.map((run, index): Span => {
      const text = `${index > 0 ? bar : ''}${run[0]!.phase}`;
      return [text.slice(0, run.length).padEnd(run.length), 'note'];
    }),
  ];
}

function breakerRow(slices: readonly Slice[], glyphs: Glyphs): Line {
  const runs = runsOf(slices, ({ status }) => status);
  return [
    label('Breaker'),
    glyphs.bar,
    ...runs.map((run): Span => {
      const { status } = run[0]!;
      const word = run.length > status.length + 1 ? `${status} ` : '';
      const style = status === 'closed' ? 'good' : status === 'open' ? 'bad' : 'warn';
      return [word + glyphs.status[status].repeat(run.length - word.length), style];
    }),
  ];
}

function legend({ outcome, status }: Glyphs): Line {
  const entry = (kind: Outcome, words: string): Span => [`${outcome[kind]} ${words}  `, STYLES[kind]];
  return [
    '  ',
    entry('succeeded', 'ok'),
    entry('helped', 'ok by retry'),
    entry('failed', 'failed'),
    entry('refused', 'refused'),
    entry('limited', 'limited'),
    [`${status.open} open  `, 'bad'],
    [`${status['half-open']} half-open`, 'warn'],
  ];
}

/** Neighbours that have the same key, together. */
function runsOf(slices: readonly Slice[], keyOf: (slice: Slice) => unknown): readonly (readonly Slice[])[] {
  const runs: Slice[][] = [];
  for (const slice of slices) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && keyOf(run[0]) === keyOf(slice)) run.push(slice);
    else runs.push([slice]);
  }
  return runs;
}
