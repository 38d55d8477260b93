// Bundles demo/main.ts and runs it in this process, with our arguments and our signals.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache, root } from './project.mjs';

const outfile = join(cache, 'demo', 'main.mjs');
await build({
  entryPoints: ['demo/main.ts'],
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external', // but `breakwater` and `#fetch`, which the `paths` of tsconfig.json lead to src
  sourcemap: 'linked',
  outfile,
  logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
await import(pathToFileURL(outfile).href);
