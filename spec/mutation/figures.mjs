// The table of docs/mutation.md: one row per layer, rows of other layers left as they are.
import { isDead } from './verdicts.mjs';

const head = [
  '| Layer | Mutants | Judged | Killed | Timed out | Survived | Not covered | Score | Day |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
];
const begin = '<!-- figures -->';
const end = '<!-- /figures -->';

export function countsOf(judged) {
  const count = (wanted) => judged.filter(({ status }) => status === wanted).length;
  const dead = judged.filter(({ status }) => isDead(status)).length;
  return {
    killed: count('killed'),
    timedOut: count('timeout'),
    survived: count('survived'),
    uncovered: count('no coverage'),
    score: `${((100 * dead) / judged.length).toFixed(1)} %`,
  };
}

/** @returns the page with this layer's row in place */
export function writeRow(page, layer, { mutants, judged }) {
  const { killed, timedOut, survived, uncovered, score } = countsOf(judged);
  const share = judged.length === mutants ? 'all' : `a sample of ${judged.length}`;
  const day = new Date().toISOString().slice(0, 10);
  const row = `| ${[layer, mutants, share, killed, timedOut, survived, uncovered, score, day].join(' | ')} |`;
  const [before, rest] = page.split(begin);
  const [table, after] = rest.split(end);
  const others = table.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith(`| ${layer} |`));
  return [before, begin, '\n\n', [...head, ...[...others, row].sort()].join('\n'), '\n\n', end, after].join('');
}
