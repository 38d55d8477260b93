// A copy of demo/angular elsewhere, with another Angular.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npm, pack } from './consumer.mjs';
import { findNode } from './find-node.mjs';
import { cache, root } from './project.mjs';

/** The newest versions that all the packages share, and what they work with. Before 21 an application isn't zoneless by itself. */
const versions = {
  19: { angular: '19.2.25', build: '^19.2.0', typescript: '~5.8.3', zone: '~0.15.0', hasTests: false },
  20: { angular: '20.3.32', build: '^20.3.0', typescript: '~5.9.3', zone: '~0.15.0', hasTests: false },
  22: { angular: '22.2.0', build: '^22.2.0', typescript: '~6.0.3', zone: '~0.16.0', hasTests: true, node: 24 },
};

/** @returns {Promise<{ folder: string, node: string, hasTests: boolean, remove: () => void }>} */
export async function createCopy(major) {
  const version = versions[major];
  if (!version) throw new RangeError(`--angular must be one of ${Object.keys(versions).join(', ')}, not ${major}.`);
  const place = mkdtempSync(join(tmpdir(), `breakwater-angular-${major}-`));
  const folder = join(place, 'demo', 'angular');
  const left = ['node_modules', 'dist', 'package-lock.json'];
  cpSync(join(root, 'demo/angular'), folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  cpSync(join(root, 'tools'), join(place, 'tools'), { recursive: true });
  // The browser that has been found once serves the copy too.
  mkdirSync(join(place, 'node_modules/.cache'), { recursive: true });
  symlinkSync(cache, join(place, 'node_modules/.cache', basename(cache)), 'junction');

  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const tarball = await pack();
  for (const kind of ['dependencies', 'devDependencies']) {
    manifest[kind] = Object.fromEntries(
      Object.keys(manifest[kind]).map((name) => [name, choose(name, version, tarball) ?? manifest[kind][name]]),
    );
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  const node = version.node ? await findNode(version.node) : process.execPath;
  return { folder, node, hasTests: version.hasTests, remove: () => rmSync(place, { recursive: true, force: true }) };
}

function choose(name, { angular, build, typescript, zone }, tarball) {
  if (name === 'breakwater') return `file:${tarball}`;
  if (name === 'typescript') return typescript;
  if (name === 'zone.js') return zone;
  if (name === '@angular/build' || name === '@angular/cli') return build;
  return name.startsWith('@angular/') ? angular : undefined;
}
