import type { Figures } from './figures.js';

/** The figures of a row, by how the server fails. */
export interface Line {
  readonly name: string;
  readonly hangs: Figures;
  readonly refuses: Figures;
}

const HEAD = ['clients', 'served', 'attempts', 'per call', 'peak per s', 'p99', 'back after', 'served, refusing', 'back after, refusing'];

/** Writes lines as a table in Markdown. */
export function tableOf(lines: readonly Line[]): string {
  const rule = HEAD.map((_, column) => (column === 0 ? '---' : '--:'));
  return [HEAD, rule, ...lines.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells({ name, hangs, refuses }: Line): string[] {
  return [
    name,
    percent(hangs.served),
    hangs.attempts.toLocaleString('en-US').replaceAll(',', '_'),
    hangs.attemptsPerCall.toFixed(2),
    `${hangs.peak}`,
    `${hangs.p99} ms`,
    recovery(hangs.recovery),
    percent(refuses.served),
    recovery(refuses.recovery),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function recovery(duration: number): string {
  return duration === Infinity ? '**never**' : `${duration / 1000} s`;
}
