// Builds dist from src, and nothing else than src is in it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';
import { runNode } from './run-command.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
const { code } = await runNode(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
process.exit(code);
