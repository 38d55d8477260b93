// Builds dist from src, and nothing else than src is in it. What needs Node's types is built apart, so that nothing else sees them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode } from './bundle-for-node.mjs';
import { root } from './project.mjs';
import { runNode } from './run-command.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const project of ['tsconfig.build.json', 'tsconfig.build-undici.json']) {
  const { code } = await runNode(['node_modules/typescript/bin/tsc', '-p', project]);
  if (code !== 0) process.exit(code);
}
await bundleForNode();
