// Another runtime from npm, in a folder of its own.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './consumer.mjs';
import { cache } from './project.mjs';

const isWindows = process.platform === 'win32';

/** A Node of another version. @returns {Promise<string>} the path of its executable */
export function findNode(version) {
  return findRuntime('node', version, isWindows ? 'node/bin/node.exe' : 'node/bin/node');
}

/** @returns {Promise<string>} the path of its executable */
export function findBun(version = 'latest') {
  return findRuntime('bun', version, isWindows ? 'bun/bin/bun.exe' : '.bin/bun');
}

/** @returns {Promise<string>} the path of its executable */
export function findDeno(version = 'latest') {
  return findRuntime('deno', version, isWindows ? 'deno/deno.exe' : '.bin/deno');
}

async function findRuntime(name, version, executable) {
  const folder = join(cache, `${name}-${version}`);
  const path = join(folder, 'node_modules', executable);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), `{ "private": true, "allowScripts": { "${name}": true } }\n`);
    await npm(['install', '--no-audit', '--no-fund', `${name}@${version}`], folder);
  }
  return path;
}
