// Serves a layer's sources with all their mutants in them; which one is alive is chosen at run time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { filesBelow, root } from '../../tools/project.mjs';

const quiet = () => {};
const logger = { isDebugEnabled: () => false, debug: quiet, info: quiet, warn: quiet, trace: quiet };

/** Each mutant knows its file, its place in that file's list (`index`, the same as long as the file is), and its `id` in the bundle. */
export async function instrument(layer) {
  const sources = filesBelow(`src/${layer}`).filter((path) => path.endsWith('.ts'));
  const files = sources.map((path) => ({ name: join(root, path), mutate: true, content: readFileSync(join(root, path), 'utf8') }));
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  const instrumented = await new Instrumenter(logger).instrument(files, options);
  const contents = new Map(instrumented.files.map(({ name, content }) => [name, coverOnce(content)]));
  const mutants = sources.flatMap((path) => {
    const own = instrumented.mutants.filter(({ fileName }) => fileName === join(root, path));
    return own.map((mutant, index) => describeMutant(path, index, mutant));
  });
  return { sources, mutants, plugin: serve(contents) };
}

/** The instrumenter counts each pass, which takes most of a run. That a spec passes at all is enough, and nobody asks while a mutant is alive. */
function coverOnce(content) {
  const head = 'function cover() {';
  return content.replace(
    head,
    'function cover(first) { if (ns.activeMutant !== undefined || ns.seen.has(first)) return; ns.seen.add(first);',
  );
}

function describeMutant(file, index, { id, mutatorName, replacement, location }) {
  return { file, index, id, mutator: mutatorName, replacement, line: location.start.line + 1, column: location.start.column + 1 };
}

function serve(contents) {
  return {
    name: 'mutants',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const code = contents.get(path);
        return code === undefined ? undefined : { contents: code, loader: 'ts' };
      });
    },
  };
}
