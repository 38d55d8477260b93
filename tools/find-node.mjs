// A Node of another version, from npm, in a folder of its own.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './consumer.mjs';
import { cache } from './project.mjs';

/** @returns {Promise<string>} the path of its executable */
export async function findNode(version) {
  const folder = join(cache, `node-${version}`);
  const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n');
    await npm(['install', '--no-audit', '--no-fund', `node@${version}`], folder);
  }
  return node;
}
