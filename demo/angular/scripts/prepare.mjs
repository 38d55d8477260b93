// Brings what the application needs: the repository's packages, the built library, and the application's own packages.
import { cpSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, root } from '../../../tools/project.mjs';
import { runCommand, runNode } from '../../../tools/run-command.mjs';

export const app = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(app, 'node_modules', 'breakwater');

/** Nothing is done twice: what is there and not older than its sources stays. What the tools say goes to stderr. */
export async function prepare() {
  await buildLibrary();
  if (isOlder(join(app, 'node_modules/.package-lock.json'), [join(app, 'package-lock.json')])) {
    process.stderr.write('Installing the packages of demo/angular (npm ci) …\n');
    await mustRun('npm', ['ci', '--prefer-offline', '--loglevel=error', '--no-audit', '--no-fund'], app);
  }
  replaceLibrary();
}

/** Only what is in the repository's `dist`. */
export async function buildLibrary() {
  await mustRun('node', ['tools/ensure-packages.mjs']);
  if (isOlder(join(root, 'dist/angular/index.js'), librarySources())) await mustRun('node', ['tools/build.mjs']);
}

function librarySources() {
  return [...filesBelow('src'), 'package.json', 'tsconfig.build.json'].map((path) => join(root, path));
}

/** npm packed the library when it installed the rest; since then it may have been built again. */
function replaceLibrary() {
  for (const name of ['dist', 'package.json']) {
    rmSync(join(installed, name), { recursive: true, force: true });
    cpSync(join(root, name), join(installed, name), { recursive: true });
  }
}

function isOlder(file, sources) {
  const madeAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((source) => statSync(source).mtimeMs > madeAt);
}

async function mustRun(command, args, cwd = root) {
  const run =
    command === 'node' ? runNode(args, { cwd, stdout: process.stderr }) : runCommand(command, args, { cwd, stdout: process.stderr });
  const { code } = await run;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: see above.`);
}
