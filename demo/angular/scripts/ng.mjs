// The Angular CLI of the application, run by the Node that runs us.
import { join } from 'node:path';
import { runNode } from '../../../tools/run-command.mjs';
import { app } from './prepare.mjs';

/** @returns {Promise<{ code: number, output: string }>} */
export function ng(args, options) {
  return runNode([join(app, 'node_modules/@angular/cli/bin/ng.js'), ...args], { cwd: app, ...options });
}
