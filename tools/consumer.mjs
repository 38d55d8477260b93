// A project of a user: an empty folder elsewhere, into which the packed tarball is installed.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cache, root } from './project.mjs';
import { runCommand } from './run-command.mjs';

/** Packs what is in dist now. @returns {Promise<string>} the tarball's path */
export async function pack() {
  const folder = join(cache, 'pack');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
  return join(folder, readdirSync(folder)[0]);
}

/** @returns {Promise<{ folder: string, remove: () => void }>} */
export async function createConsumer(tarball, packages) {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-consumer-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...packages], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function npm(args, cwd) {
  const { code, output } = await runCommand('npm', [...args, '--loglevel=error'], { cwd, keep: true });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${output}`);
}
