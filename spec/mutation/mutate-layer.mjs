// Judges the mutants of one layer by its own specs, or by those of the requirements and of `protect` as well.
import { join } from 'node:path';
import { bundleFiles, specFiles } from '../../tools/bundle-specs.mjs';
import { cache } from '../../tools/project.mjs';
import { instrument } from './instrument.mjs';
import { createJudge } from './judge.mjs';
import { openVerdicts, recall } from './verdicts.mjs';

/** @returns the layer's mutants with their verdicts; with `sample` only that share of them, the same one each time, or with `offset` another; `wide` asks the specs of other folders too */
export async function mutateLayer(layer, { sample = 1, offset = 0, keepKilled = false, wide = false, report }) {
  const folders = wide ? [layer, 'requirements', 'protect'] : [layer];
  const specs = folders.flatMap((folder) => specFiles('node', [`spec/${folder}/`]));
  const { mutants, plugin } = await instrument(layer);
  const chosen = mutants.filter((_, place) => Math.floor((place + offset + 1) * sample) > Math.floor((place + offset) * sample));
  const verdicts = openVerdicts({ specs, keepKilled });
  const open = chosen.filter((mutant) => verdicts.get(mutant) === undefined);
  report(`${layer}: ${mutants.length} mutants, ${chosen.length} chosen, ${open.length} to be judged`);
  if (open.length > 0) {
    const { script } = await bundleFiles('node', specs, { outdir: join(cache, `mutants-${layer}`), plugins: [plugin] });
    await judgeAll(open, script, verdicts, report);
  }
  return { mutants: mutants.length, judged: chosen.map((mutant) => ({ ...mutant, ...verdicts.get(mutant) })) };
}

async function judgeAll(mutants, script, verdicts, report) {
  const judge = createJudge(script);
  const first = await recall(script, () => judge.ask({ wholeRun: true }, 600_000));
  if (first.failure !== undefined || first.durations === undefined) {
    judge.stop();
    throw new Error(`The specs fail without any mutant: ${JSON.stringify({ ...first, coverage: undefined, durations: undefined })}`);
  }
  report(`  ${Object.keys(first.durations).length} specs`);
  for (const [done, mutant] of mutants.entries()) {
    const verdict = await judgeOne(judge, mutant, first);
    verdicts.set(mutant, verdict);
    if (verdict.status === 'survived' || verdict.status === 'no coverage') report(`  ${describe(mutant)} ${verdict.status}`);
    if ((done + 1) % 100 === 0) report(`  ${done + 1} of ${mutants.length}`);
  }
  judge.stop();
}

async function judgeOne(judge, { id }, { coverage, durations }) {
  const isStatic = coverage.static[id] !== undefined;
  const covering = Object.keys(coverage.perTest).filter((spec) => coverage.perTest[spec][id] !== undefined);
  const specs = isStatic ? Object.keys(durations) : covering;
  if (specs.length === 0) return { status: 'no coverage' };
  for (const part of quickestFirst(specs, durations)) {
    const usual = part.reduce((sum, spec) => sum + durations[spec], 0);
    const patience = 3000 + 5 * Math.max(...part.map((spec) => durations[spec]));
    // What runs at import time must be wrong from the start: a process of its own.
    const verdict = verdictOf(await judge.ask({ mutant: id, specs: part, patience }, 10_000 + 5 * usual, isStatic ? id : undefined));
    if (verdict.status !== 'survived') return verdict;
  }
  return { status: 'survived' };
}

/** In parts, as jasmine keeps the order within a suite: most mutants fall to the quick specs, and the slow ones needn't run. */
function quickestFirst(specs, durations) {
  const among = (from, to) => specs.filter((spec) => durations[spec] >= from && durations[spec] < to);
  return [among(0, 20), among(20, 500), among(500, Infinity)].filter(({ length }) => length > 0);
}

function verdictOf({ failure, timeout, crash, broken }) {
  if (timeout || crash) return { status: 'timeout' };
  if (broken !== undefined) return { status: 'killed', by: `at import: ${broken}` };
  return failure === undefined ? { status: 'survived' } : { status: 'killed', by: failure };
}

export function describe({ file, line, column, mutator, replacement }) {
  const text = replacement.replace(/\s+/g, ' ');
  return `${file}:${line}:${column} ${mutator} → ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
}
