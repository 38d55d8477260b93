// What the parts weigh in a bundle for a browser: minified, gzipped, without rxjs.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { judge } from './harness/judge.js';
import { addJudgements, addTable, digits } from './harness/report.js';

const RETRY = ['retryBackoff'];
const BREAKER = ['circuitBreaker', 'CircuitBreaker'];
const LIMITER = ['throttleTokenBucket', 'TokenBucket'];
const TIMEOUT = ['requestTimeout'];
const OPERATORS = [...RETRY, ...BREAKER, ...LIMITER, ...TIMEOUT];

const SINGLE: readonly (readonly string[])[] = [RETRY, BREAKER, LIMITER, TIMEOUT];
const PARTS: Readonly<Record<'client' | 'protectedClient' | 'operators', readonly string[]>> = {
  client: ['createHttpClient', 'fetchTransport', ...OPERATORS],
  protectedClient: ['createHttpClient', 'fetchTransport', 'protect'],
  operators: OPERATORS,
};

async function weigh(names: readonly string[]): Promise<{ minified: number; gzipped: number }> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names.join(', ')} } from 'breakwater';`, resolveDir: process.cwd() },
    alias: { '#fetch': './src/http/no-fetch.ts' },
    external: ['rxjs'],
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const { contents } = outputFiles[0]!;
  return { minified: contents.length / 1000, gzipped: gzipSync(contents, { level: 9 }).length / 1000 };
}

const all: readonly (readonly string[])[] = [...Object.values(PARTS), ...SINGLE];
const weights = await Promise.all(all.map((names) => weigh(names)));
addTable({
  title: 'bundle size, without rxjs',
  columns: ['', 'minified, kB', 'and gzipped, kB'],
  rows: all.map((names, at) => [names.join(', '), digits(weights[at]!.minified), digits(weights[at]!.gzipped)]),
});
const sizeOf = (names: readonly string[]): number => weights[all.indexOf(names)]!.gzipped;
addJudgements(
  judge('bundleClient', sizeOf(PARTS.client)),
  judge('bundleOperators', sizeOf(PARTS.operators)),
  judge('bundleOne', Math.max(...SINGLE.map(sizeOf))),
);
