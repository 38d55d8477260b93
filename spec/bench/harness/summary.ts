import { TARGETS, type Target, type TargetId } from '../targets.js';
import type { Judgement } from './judge.js';
import { machineOf } from './machine.js';
import { digits, ratioText, type SuiteReport } from './report.js';

/** How the figures came to be. */
export interface Run {
  readonly node: string;
  readonly command: string;
  /** Whether all suites ran, so that a target nobody spoke of is absent. */
  readonly isWhole: boolean;
}

const START = '<!-- figures: written by `npm run bench -- --write` -->';
const END = '<!-- end of the figures -->';

/** Every target with its figure. */
export function summaryOf(reports: readonly SuiteReport[], { isWhole }: Run): string {
  const found = new Map<TargetId, Judgement>(reports.flatMap(({ judgements }) => judgements.map((one) => [one.target, one])));
  const ids = Object.keys(TARGETS) as TargetId[];
  const shown = ids.filter((id) => isWhole || found.has(id));
  const rows = shown.map((id) => rowOf(id, found.get(id)));
  return markdown(['what', 'against', 'target', 'median (least to most)', 'noise', 'verdict'], rows);
}

/** The page with these figures in place of those it has. */
export function writeFigures(page: string, reports: readonly SuiteReport[], run: Run): string {
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has to hold the lines "${START}" and "${END}".`);
  const tables = reports.flatMap(({ tables: all }) => all.map(({ title, columns, rows }) => `### ${title}\n\n${markdown(columns, rows)}`));
  const figures = [machineOf(run), '## Targets', summaryOf(reports, run), '## All figures', ...tables].join('\n\n');
  return `${page.slice(0, from + START.length)}\n\n${figures}\n\n${page.slice(to)}`;
}

function rowOf(id: TargetId, judgement: Judgement | undefined): string[] {
  const { what, against = '', atMost, atLeast, unit = '×' }: Target = TARGETS[id];
  const bound = atMost === undefined ? `at least ${digits(atLeast!)} ${unit}` : `at most ${digits(atMost)} ${unit}`;
  const { figure, noise = 0, verdict = 'absent', remark = '' } = judgement ?? {};
  return [what, against, bound, figure ? ratioText(figure) : remark, noise > 0 ? `${(noise * 100).toFixed(1)} %` : '', verdict];
}

function markdown(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
