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

/** @returns {Promise<string>} the path of the bundle, which is named after the program unless it is given a name */
export async function bundleProgram(entry, { name = basename(entry, '.ts'), plugins = [] } = {}) {
  const outfile = join(cache, 'programs', `${name}.mjs`);
  await build({ ...forNode, entryPoints: [entry], outfile, plugins });
  return outfile;
}
