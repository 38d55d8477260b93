import { writeFileSync } from 'node:fs';
import { TARGETS, type Target } from '../targets.js';
import type { Judgement } from './judge.js';
import type { Measured } from './measure.js';
import type { Spread } from './spread.js';

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a suite tells the runner. */
export interface SuiteReport {
  readonly tables: readonly Table[];
  readonly judgements: readonly Judgement[];
}

const tables: Table[] = [];
const judgements: Judgement[] = [];

/** Shows a table, and keeps it for the summary. */
export function addTable(table: Table): void {
  tables.push(table);
  const widths = table.columns.map((column, at) => Math.max(column.length, ...table.rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ')}`;
  console.log(`\n${table.title}\n${line(table.columns)}`);
  for (const row of table.rows) console.log(line(row));
  save();
}

/** Shows what became of targets, and keeps it. */
export function addJudgements(...added: readonly Judgement[]): void {
  judgements.push(...added);
  for (const judgement of added) console.log(`  ${describe(judgement)}`);
  save();
}

/** The times of contenders, each with its ratio to a reference. */
export function addTimes(measured: Measured, reference: string, unit: 'ns' | 'µs' | 'ms' = 'µs'): void {
  const factor = { ns: 1e6, µs: 1e3, ms: 1 }[unit];
  const rows = measured.names.map((name) => {
    const { median, least, most } = measured.timeOf(name);
    const ratio = measured.figure((time) => time(name) / time(reference));
    return [name, ...[median, least, most].map((time) => digits(time * factor)), ratioText(ratio)];
  });
  addTable({ title: measured.title, columns: ['', unit, 'least', 'most', `ratio to ${reference} (least to most)`], rows });
}

export function ratioText({ median, least, most }: Pick<Spread, 'median' | 'least' | 'most'>): string {
  return least === most ? digits(median) : `${digits(median)} (${digits(least)} to ${digits(most)})`;
}

/** Three digits that count. */
export function digits(number: number): string {
  const size = Math.abs(number);
  if (size >= 1000) return Math.round(number).toLocaleString('en-US');
  if (size >= 100) return number.toFixed(0);
  return number.toFixed(size >= 10 ? 1 : 2);
}

function describe({ target, verdict, figure, noise = 0, remark = '' }: Judgement): string {
  const { what, against, atMost, atLeast, unit = '×' }: Target = TARGETS[target];
  const bound = atMost === undefined ? `at least ${digits(atLeast!)}` : `at most ${digits(atMost)}`;
  const told = figure === undefined ? remark : `${ratioText(figure)} ${unit}, ${bound}, noise ${(noise * 100).toFixed(1)} %`;
  return `${verdict.padEnd(10)} ${what}${against === undefined ? '' : ` / ${against}`}: ${told}`;
}

/** After each step, so that what was measured isn't lost when a later step fails. */
function save(): void {
  const report: SuiteReport = { tables, judgements };
  if (process.env.BENCH_REPORT !== undefined) writeFileSync(process.env.BENCH_REPORT, JSON.stringify(report));
}
