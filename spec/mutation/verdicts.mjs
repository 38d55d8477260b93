// What is known of a layer's mutants, kept per source file so that an interrupted run goes on where it was.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, filesBelow, root } from '../../tools/project.mjs';

/** A verdict holds for these bytes of the source and these specs; `keepKilled` lets a kill by earlier specs stand. */
export function openVerdicts({ specs, keepKilled }) {
  const specsHash = hashOf([...specs, ...filesBelow('spec/support')]);
  const opened = new Map();

  function open(file) {
    if (!opened.has(file)) opened.set(file, { source: hashOf([file]), specs: specsHash, verdicts: known(file) });
    return opened.get(file);
  }

  function known(file) {
    const stored = read(pathOf(file));
    if (stored?.source !== hashOf([file])) return {};
    if (stored.specs === specsHash) return stored.verdicts;
    if (!keepKilled) return {};
    return Object.fromEntries(Object.entries(stored.verdicts).filter(([, { status }]) => isDead(status)));
  }

  return {
    get: ({ file, index }) => open(file).verdicts[index],
    set({ file, index }, verdict) {
      const record = open(file);
      record.verdicts[index] = verdict;
      mkdirSync(dirname(pathOf(file)), { recursive: true });
      writeFileSync(pathOf(file), JSON.stringify(record));
    },
  };
}

/** What a run of all specs of this bundle tells, from an earlier run if there was one. */
export async function recall(script, measure) {
  const path = `${dirname(script)}.json`;
  const bundle = createHash('sha256').update(readFileSync(script)).digest('hex');
  const stored = read(path);
  if (stored?.bundle === bundle) return stored.answer;
  const answer = await measure();
  if (answer.durations !== undefined && answer.failure === undefined) writeFileSync(path, JSON.stringify({ bundle, answer }));
  return answer;
}

export function isDead(status) {
  return status === 'killed' || status === 'timeout';
}

function pathOf(file) {
  return join(cache, 'mutation', `${file}.json`);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // not there, or cut off in the middle of a write
  }
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
