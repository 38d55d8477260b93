// Checks the package as its users get it: built, packed, and installed in an empty folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { compileTypes } from './compile-types.mjs';
import { createConsumer, pack } from './consumer.mjs';
import { root } from './project.mjs';
import { findExample, runExample } from './run-example.mjs';
import { runNode } from './run-command.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.keys(manifest.exports).filter((name) => !name.endsWith('.json'));
const optionalPeers = Object.keys(manifest.peerDependenciesMeta).map((name) => `${name}@${manifest.devDependencies[name]}`);
const floor = `rxjs@${manifest.peerDependencies.rxjs.replace('^', '')}`;

const faults = [];
await check('build', () => runTool(['tools/build.mjs']));
const tarball = await pack();
const [consumer, oldConsumer] = await Promise.all([
  createConsumer(tarball, [`rxjs@${manifest.devDependencies.rxjs}`, ...optionalPeers]),
  createConsumer(tarball, [floor]),
]);
try {
  await check('publint', async () => {
    const pkgDir = join(consumer.folder, 'node_modules', manifest.name);
    const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true });
    return messages.map((message) => formatMessage(message, pkg));
  });
  await check('attw', () => runTool(['node_modules/@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--no-color']));
  await check('types compile at a user’s', () => compileTypes(consumer.folder, entries));
  await check('a browser’s bundle holds no cross-fetch', () => bundleForBrowser(consumer.folder));
  await check('the README’s example runs', () => runExample(findExample(), consumer.folder));
  await check(`the README’s example runs with ${floor}`, () => runExample(findExample(), oldConsumer.folder));
} finally {
  consumer.remove();
  oldConsumer.remove();
}
process.exit(faults.length > 0 ? 1 : 0);

async function check(name, run) {
  const found = await run().catch((error) => [String(error?.stack ?? error)]);
  console.log(`${found.length > 0 ? '✗' : '✓'} ${name}`);
  for (const fault of found) console.log(fault.replace(/^/gm, '    '));
  faults.push(...found);
}

async function runTool(args) {
  const { code, output } = await runNode(args, { keep: true });
  return code === 0 ? [] : [output];
}

async function bundleForBrowser(folder) {
  const contents = `export * from '${manifest.name}';`;
  const options = { bundle: true, platform: 'browser', format: 'esm', metafile: true, write: false, logLevel: 'silent' };
  const { metafile } = await build({ ...options, stdin: { contents, resolveDir: folder }, absWorkingDir: folder });
  const strangers = Object.keys(metafile.inputs).filter((path) => /node_modules\/(cross-fetch|node-fetch)\//.test(path));
  return strangers.map((path) => `${path} is in it`);
}
