// Bundles a TypeScript program of the project for Node. Packages stay outside, but `breakwater` and `#fetch`, which the `paths` of
// tsconfig.json lead to src.
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './project.mjs';

/** How a program of the project is bundled for Node, wherever it is put. */
export const forNode = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
};

/** @returns {Promise<string>} the path of the bundle */
export async function bundleProgram(entry) {
  const outfile = join(cache, 'programs', `${basename(entry, '.ts')}.mjs`);
  await build({ ...forNode, entryPoints: [entry], outfile });
  return outfile;
}
