// Compiles the packed declarations as a user does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';
import { runNode } from './run-command.mjs';

const ownTypeScript = join(root, 'node_modules/typescript');
const common = { noEmit: true, strict: true, skipLibCheck: false, types: [], lib: ['ES2022', 'DOM', 'DOM.Iterable'], target: 'ES2022' };
const ways = [{ module: 'NodeNext' }, { module: 'ESNext', moduleResolution: 'Bundler' }];

/**
 * The given entry points, nothing skipped, with both ways to resolve modules that there are, and no types of Node.
 * @returns {Promise<string[]>} what went wrong
 */
export async function compileTypes(folder, entries, typescript = ownTypeScript) {
  const lines = entries.map((name, index) => `export * as entry${index} from '${join('breakwater', name).replaceAll('\\', '/')}';`);
  writeFileSync(join(folder, 'types.mts'), lines.join('\n'));
  const results = ways.map((way) => {
    const project = join(folder, `tsconfig.${way.module}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...common, ...way }, files: ['types.mts'] }));
    return runNode([join(typescript, 'bin/tsc'), '-p', project], { keep: true });
  });
  return (await Promise.all(results)).filter(({ code }) => code !== 0).map(({ output }) => output);
}
