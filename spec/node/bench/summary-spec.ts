import { judge } from '../../bench/harness/judge.js';
import { digits, type SuiteReport } from '../../bench/harness/report.js';
import { summaryOf, writeFigures } from '../../bench/harness/summary.js';
import { TARGETS } from '../../bench/targets.js';

const reports: SuiteReport[] = [
  { tables: [{ title: 'cost', columns: ['', 'µs'], rows: [['breakwater', '1.00']] }], judgements: [judge('heap', 1.5)] },
];
const run = { circumstances: '`npm run bench`, on a machine', isWhole: false };

describe('summaryOf', () => {
  it('shows the targets that were judged', () => {
    const lines = summaryOf(reports, run).split('\n');

    expect(lines.length).toBe(3);
    expect(lines[2]).toBe('| heap per composed call |  | at most 1.70 kB | 1.50 |  | met |');
  });

  it('shows all targets of a whole run, and those nobody spoke of as absent', () => {
    const lines = summaryOf(reports, { ...run, isWhole: true }).split('\n');

    expect(lines.length).toBe(2 + Object.keys(TARGETS).length);
    expect(lines.filter((line) => line.endsWith('| absent |')).length).toBe(Object.keys(TARGETS).length - 1);
  });
});

describe('writeFigures', () => {
  const start = '<!-- figures: written by `npm run bench -- --write` -->';
  const end = '<!-- end of the figures -->';

  it('puts figures in place of those that were there, and leaves the rest', () => {
    const page = writeFigures(`# Before\n\n${start}\nold\n${end}\n\nbehind\n`, reports, run);

    expect(page.startsWith(`# Before\n\n${start}\n\n${run.circumstances}\n\n`)).toBeTrue();
    expect(page.endsWith(`${end}\n\nbehind\n`)).toBeTrue();
    expect(page).toContain('### cost');
    expect(page).toContain('| breakwater | 1.00 |');
    expect(page).not.toContain('old');
  });

  it('refuses a page without a place for them', () => {
    expect(() => writeFigures('# A page', reports, run)).toThrowError(/has to hold the lines/);
  });
});

describe('digits', () => {
  it('keeps three that count', () => {
    expect([0.1234, 12.345, 123.45, 12_345].map(digits)).toEqual(['0.12', '12.3', '123', '12,345']);
  });
});
