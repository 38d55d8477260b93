// Bundles the TypeScript specs into one script per platform, so that both runners run the same files.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cache, filesBelow, root } from './project.mjs';

const platforms = {
  // Packages stay outside and `#fetch` follows the `paths` of tsconfig.json.
  node: { platform: 'node', target: 'node20', packages: 'external', splitting: true },
  browser: { platform: 'browser', target: 'es2022', alias: { '#fetch': './src/http/no-fetch.ts' } },
};

const afterLoading = {
  node: '',
  // karma ends the run at the first uncaught error; jasmine makes it a failure of its spec.
  browser: 'globalThis.onerror = null;',
};

// What only one platform can run.
const elsewhere = { node: 'spec/browser/', browser: 'spec/node/' };

/** The spec files of a platform whose path holds one of the filters, or all of them. */
export function specFiles(platform, filters = []) {
  return filesBelow('spec')
    .filter((path) => path.endsWith('-spec.ts') && !/^spec\/(types|bench)\//.test(path))
    .filter((path) => !path.startsWith(elsewhere[platform]))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.toLowerCase().includes(filter.toLowerCase())));
}

/** @returns {Promise<{ script: string, files: string[] }>} the bundle, and the spec files in it */
export function bundleSpecs(platform, filters = []) {
  return bundleFiles(platform, specFiles(platform, filters));
}

/** The same of chosen files, with what is different in a place: where the bundle goes, and so which packages it finds, or an alias. */
export async function bundleFiles(platform, files, { outdir = join(cache, `specs-${platform}`), ...options } = {}) {
  const imports = files.map((path) => `import './${path}';`);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...platforms[platform],
    ...options,
    stdin: { contents: [...imports, afterLoading[platform]].join('\n'), resolveDir: root, sourcefile: 'all-specs.ts' },
    absWorkingDir: root,
    bundle: true,
    ignoreAnnotations: true, // specs are all side effect, whatever package.json says of the sources
    format: 'esm',
    sourcemap: 'linked',
    outdir,
    entryNames: 'specs',
    chunkNames: 'chunk-[hash]',
    outExtension: platform === 'node' ? { '.js': '.mjs' } : {},
    logLevel: 'warning',
  });
  return { script: join(outdir, platform === 'node' ? 'specs.mjs' : 'specs.js'), files };
}
