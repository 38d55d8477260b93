import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

interface BundleOptions {
  readonly platform?: 'node' | 'browser' | 'neutral';
  /** Of package.json's `imports` and `exports`, besides `import`, `default` and the platform's own. */
  readonly conditions?: readonly string[];
}

interface Bundle {
  /** The files that some of the output comes from. */
  readonly inputs: readonly string[];
  /** The packages that stay outside. */
  readonly packages: readonly string[];
  readonly bytes: number;
  /** As a server would send it. */
  readonly gzipped: number;
}

/** Bundles a piece of code that imports from our sources the way an application's build would: minified, tree-shaken. */
export async function bundle(code: string, { platform = 'neutral', conditions = [] }: BundleOptions = {}): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: process.cwd(), sourcefile: 'application.ts' },
    absWorkingDir: process.cwd(),
    bundle: true,
    minify: true,
    treeShaking: true,
    format: 'esm',
    target: 'es2022',
    platform,
    external: ['rxjs', 'rxjs/*', 'cross-fetch', '@angular/*'],
    plugins: [followPackageImports([platform, ...conditions])],
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  if (output === undefined) throw new Error('esbuild wrote nothing');
  const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    inputs: inputs.map(([path]) => path).filter((path) => path !== 'application.ts'),
    packages: [...new Set(output.imports.filter(({ external }) => external).map(({ path }) => path))],
    bytes: output.bytes,
    gzipped: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
  };
}

/** Resolves `breakwater` and `#fetch` as package.json says, but in src: what it names in dist is built from there. */
function followPackageImports(conditions: readonly string[]): Plugin {
  const { imports } = JSON.parse(readFileSync('package.json', 'utf8')) as { imports: Record<string, Record<string, string>> };
  return {
    name: 'follow-package-imports',
    setup({ onResolve, resolve }) {
      const find = (path: string) => resolve(path, { resolveDir: process.cwd(), kind: 'import-statement' });
      onResolve({ filter: /^breakwater$/ }, () => find('./src/index.ts'));
      onResolve({ filter: /^breakwater\// }, ({ path }) => find(`./src/${path.slice('breakwater/'.length)}/index.ts`));
      onResolve({ filter: /^#/ }, ({ path }) => {
        const chosen = Object.entries(imports[path] ?? {}).find(([condition]) => [...conditions, 'default'].includes(condition));
        return find(chosen?.[1].replace('./dist/', './src/').replace(/\.js$/, '.ts') ?? path);
      });
    },
  };
}
