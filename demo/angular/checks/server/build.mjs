// Compiles the demo for Node, ahead of time, into one module.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../../../../tools/run-command.mjs';
import { app } from '../../scripts/prepare.mjs';

/** @returns {Promise<{ code: number }>} */
export async function buildForServer() {
  rmSync(join(app, 'dist/server'), { recursive: true, force: true });
  const { code } = await runNode(['node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js', '-p', 'checks/server'], { cwd: app });
  if (code !== 0) return { code };
  const { build } = await import('esbuild'); // it is there once the packages are
  const entry = join(app, 'dist/server/checks/server/main.js');
  await build({
    entryPoints: [entry],
    outfile: join(app, 'dist/server/main.mjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return { code: 0 };
}
