// Installs the packages of package-lock.json when they are missing or older than it.
// Runs before anything is installed: Node's built-ins only, and not a word on stdout.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';
import { runCommand } from './run-command.mjs';

function changedAt(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// npm writes this second lock file at the end of every installation.
if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
  process.stderr.write('Installing packages (npm ci) …\n');
  const { code } = await runCommand('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], { stdout: process.stderr });
  if (code !== 0) {
    process.stderr.write('The packages could not be installed: see above what npm says.\n');
    process.exit(code);
  }
}
