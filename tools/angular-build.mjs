// Builds a project of demo/angular/angular.json for production.
import { runCommand } from './run-command.mjs';

/** @returns {Promise<string[]>} what went wrong; a warning is a fault */
export async function buildApplication(project, { folder, node }) {
  const ng = ['node_modules/@angular/cli/bin/ng.js', 'build', project, '--progress=false'];
  const { code, output } = await runCommand(node, ng, { cwd: folder, keep: true });
  return code !== 0 || /warning/i.test(output) ? [output] : [];
}
