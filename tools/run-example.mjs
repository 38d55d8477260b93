// Runs the README's example in a consumer's folder, as a module and as a CommonJS script.
//
// The example is the block marked `<!-- runs -->`, with all it continues. `https://api.example.com` in it becomes a server of ours, whose
// answer to the first request of each path is a 503 and after that JSON. It has to print something and to end by itself.
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { findSnippets, joinContinued } from './find-snippets.mjs';
import { runCommand } from './run-command.mjs';

const seconds = 20;
const placeholder = 'https://api.example.com';

/** @returns {string} the example's TypeScript */
export function findExample() {
  const example = joinContinued(findSnippets()).find((snippets) => snippets.some(({ marks }) => marks.includes('runs')));
  if (!example) throw new Error('README.md has no ```ts block marked <!-- runs -->');
  return example.map(({ code }) => code).join('\n');
}

/** @returns {Promise<string[]>} what went wrong */
export async function runExample(example, folder, node = process.execPath) {
  const server = await startServer();
  try {
    const code = example.replaceAll(placeholder, `http://127.0.0.1:${server.address().port}`);
    const faults = [];
    for (const [format, extension] of [
      ['esm', 'mjs'],
      ['cjs', 'cjs'],
    ]) {
      const file = `example.${extension}`;
      writeFileSync(join(folder, file), (await transform(code, { loader: 'ts', format, target: 'node20' })).code);
      faults.push(...(await runFile(node, file, folder)));
    }
    return faults;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function runFile(node, file, cwd) {
  const timer = AbortSignal.timeout(seconds * 1_000);
  const { code, output } = await runCommand(node, [file], { cwd, keep: true, signal: timer });
  if (timer.aborted) return [`${file} was still running after ${seconds} s:\n${output}`];
  if (code !== 0) return [`${file} ended with ${code}:\n${output}`];
  return output.trim() ? [] : [`${file} printed nothing`];
}

async function startServer() {
  const seen = new Set();
  const server = createServer((request, response) => {
    const isFirst = !seen.has(request.url);
    seen.add(request.url);
    response.writeHead(isFirst ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isFirst ? { error: 'try again' } : { id: 1, name: 'Ada', url: request.url }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
