// Runs one command and says how it ended. Its output goes where ours goes, or is kept.
import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/** @returns {Promise<{ code: number, output: string }>} `output` holds both streams in their order, if `keep` is set */
export function runCommand(command, args = [], { keep = false, cwd = root, env = process.env, stdout = 'inherit', signal } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = keep ? ['ignore', 'pipe', 'pipe'] : ['ignore', stdout, 'inherit'];
    const child = spawn(command, args, { cwd, env, stdio, signal, shell: process.platform === 'win32' && command !== process.execPath });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => signal?.aborted || reject(error));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs a script with the Node that runs us. */
export function runNode(args, options) {
  return runCommand(process.execPath, args, options);
}
