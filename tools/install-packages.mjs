// Installs a folder's packages when they are missing or older than its package-lock.json. Node's built-ins only, and not a word on stdout.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

/** Ends the process when it doesn't work. */
export async function installPackages(folder, options = []) {
  const changedAt = (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // npm writes this second lock file at the end of every installation.
  if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return;
  process.stderr.write('Installing packages (npm ci) …\n');
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund', ...options];
  const { code } = await runCommand('npm', args, { cwd: folder, stdout: process.stderr });
  if (code === 0) return;
  process.stderr.write('The packages could not be installed: see above what npm says.\n');
  process.exit(code);
}
