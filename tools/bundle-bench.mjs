// Bundles the benchmarks. Each contender is a chunk of its own, so that one which doesn't run on a Node can be left out there; the output
// lies where the contenders' packages are found first, and then the project's.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { forNode } from './bundle-program.mjs';
import { filesBelow, root } from './project.mjs';

export const benchFolder = join(root, 'spec', 'bench');

/** The suites, as paths from the root. */
export function findSuites() {
  return filesBelow('spec/bench').filter((path) => /^spec\/bench\/[^/]+\.ts$/.test(path) && path !== 'spec/bench/targets.ts');
}

/** @returns {Promise<string>} the folder of the scripts, each named like its suite, and the summary beside them */
export async function bundleBench(suites) {
  const outdir = join(benchFolder, 'node_modules', '.cache', 'bench');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...forNode,
    entryPoints: [...suites, 'spec/bench/harness/summary.ts', 'spec/bench/harness/machine.ts'],
    splitting: true,
    outdir,
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    outExtension: { '.js': '.mjs' },
  });
  return outdir;
}
