// Bundles a TypeScript program of the project for Node. Packages stay outside, but `breakwater` and `#fetch`, which the `paths` of
// tsconfig.json lead to src.
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './project.mjs';

/** @returns {Promise<string>} the path of the bundle */
export async function bundleProgram(entry) {
  const outfile = join(cache, 'programs', `${basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}
