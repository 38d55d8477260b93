// Makes dist/node from dist: one file for each entry point, and one for all that lies beneath them. Reading two hundred small files
// takes Node ten times as long as running them. Everybody else gets the small ones, of which a bundler takes what is used.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { filesBelow, root } from './project.mjs';

const { exports, imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.values(exports).filter(({ node }) => node);
const core = 'dist/node/core.js';
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  packages: 'external',
  external: ['#*'],
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};

export async function bundleForNode() {
  const lines = modulesBeneath().map((path) => `export * from './${path}';`);
  await build({
    ...common,
    stdin: { contents: lines.join('\n'), resolveDir: root },
    outfile: core,
    logOverride: { 'ambiguous-reexport': 'error' },
  });
  for (const { default: entry, node } of entries) {
    await build({ ...common, entryPoints: [entry], outfile: node, plugins: [importFromCore(node)] });
  }
}

/** What the entry points stand on: their own folders aside, and what `imports` of package.json choose from. */
function modulesBeneath() {
  const chosen = Object.values(imports).flatMap((conditions) => Object.values(conditions).map((path) => path.slice(2)));
  const own = entries.map(({ default: entry }) => dirname(entry).slice(2));
  return filesBelow('dist').filter((path) => path.endsWith('.js') && !chosen.includes(path) && !own.includes(folderOf(path)));
}

/** Every name is exported once in the whole house, so that they can all be had from one file. */
function importFromCore(outfile) {
  return {
    name: 'import-from-core',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, importer }) => {
        if (importer === '' || folderOf(fromRoot(join(dirname(importer), path))) === folderOf(fromRoot(importer))) return undefined;
        return { path: `./${relative(dirname(outfile), core)}`.replaceAll(sep, '/').replace('./../', '../'), external: true };
      });
    },
  };
}

function fromRoot(path) {
  return relative(root, path).replaceAll(sep, '/');
}

/** `dist/streaming` of whatever is somewhere in it. */
function folderOf(path) {
  return path.split('/').slice(0, -1).slice(0, 2).join('/');
}
