import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { bundle } from '../support/bundle.js';
import { parse } from '../support/sources.js';

/** The values that the main entry point exports, each with the file it is from. Errors aside: anything may need those. */
function publicFiles(): ReadonlyMap<string, string> {
  const { statements } = parse('src/index.ts', readFileSync('src/index.ts', 'utf8'));
  const exports = statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || !statement.moduleSpecifier) return [];
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [];
    const path = (statement.moduleSpecifier as ts.StringLiteral).text.replace(/^\./, 'src').replace(/\.js$/, '.ts');
    const values = statement.exportClause.elements.filter((element) => !element.isTypeOnly);
    return values.map((element) => [element.name.text, path] as const);
  });
  return new Map(exports.filter(([, path]) => !path.startsWith('src/errors/')));
}

const FOUR = ['retryBackoff', 'circuitBreaker', 'CircuitBreaker', 'throttleTokenBucket', 'TokenBucket', 'requestTimeout'];

describe('a bundle', () => {
  const files = publicFiles();
  const operators = [...files].filter(([, path]) => path.startsWith('src/operators/')).map(([name]) => name);

  /** What is in a bundle of these exports that has an export of its own, or belongs to the client. */
  async function strangersBeside(names: readonly string[]): Promise<string[]> {
    const { inputs } = await bundle(`export { ${names.join(', ')} } from 'breakwater';`);
    const own = names.map((name) => files.get(name));
    const isStranger = (path: string): boolean => [...files.values()].includes(path) || /^src\/(http|protect|testing)\//.test(path);
    return inputs.filter((path) => isStranger(path) && !own.includes(path));
  }

  it('can be made of several operators', () => {
    expect(operators.length).toBeGreaterThan(3);
  });

  for (const name of operators) {
    it(`of ${name} alone brings nothing else along`, async () => {
      expect(await strangersBeside([name])).toEqual([]);
      const { packages, bytes } = await bundle(`export { ${name} } from 'breakwater';`);
      expect(packages).toEqual(['rxjs']);
      expect(bytes).toBeLessThan(8_000);
    });
  }

  const ceilings: Readonly<Record<string, number>> = {
    retryBackoff: 6_810,
    requestTimeout: 5_080,
    waitForClosed: 5_784,
    bulkhead: 477,
    circuitBreaker: 721,
    throttleTokenBucket: 449,
    throttleSlidingWindow: 451,
  };
  for (const [name, most] of Object.entries(ceilings)) {
    it(`of ${name} alone is no larger than it was`, async () => {
      expect((await bundle(`export { ${name} } from 'breakwater';`)).bytes).toBeLessThanOrEqual(most);
    });
  }

  const pairs = [
    ['circuitBreaker', 'CircuitBreaker'],
    ['throttleTokenBucket', 'TokenBucket'],
    ['throttleSlidingWindow', 'SlidingWindow'],
  ];
  /** What people put together, with the bytes that a server sends of it. */
  const weights: readonly (readonly [names: readonly string[], most: number])[] = [
    [['createHttpClient', 'fetchTransport', ...FOUR], 24_500],
    [['createHttpClient', 'fetchTransport', 'protect'], 29_400],
    [['createHttpClient'], 13_300],
    [FOUR, 13_150],
    [['retryBackoff'], 2_800],
    [['circuitBreaker', 'CircuitBreaker'], 7_350],
    [['throttleTokenBucket', 'TokenBucket'], 4_900],
    [['throttleSlidingWindow', 'SlidingWindow'], 4_920],
    [['bulkhead', 'Bulkhead'], 2_930],
    [['requestTimeout'], 2_170],
  ];
  for (const [names, most] of weights) {
    it(`of ${names.join(', ')} is at most ${most} bytes, compressed`, async () => {
      const { gzipped } = await bundle(`export { ${names.join(', ')} } from 'breakwater';`, { platform: 'browser' });
      expect(gzipped).toBeLessThanOrEqual(most);
    });
  }

  for (const names of [...pairs, ['requestTimeout'], ['bulkhead', 'Bulkhead']]) {
    it(`of ${names.join(' and ')} knows no secrets by name: refusals and timeouts have no original that could hold one`, async () => {
      const { inputs } = await bundle(`export { ${names.join(', ')} } from 'breakwater';`);
      expect(inputs.filter((path) => /redact|secret-name/.test(path))).toEqual([]);
    });
  }

  for (const names of pairs) {
    it(`of ${names.join(' and ')} brings nothing else along`, async () => {
      expect(await strangersBeside(names)).toEqual([]);
    });
  }

  it('shows a stranger where there is one', async () => {
    const { inputs } = await bundle(`export { ${operators.join(', ')} } from 'breakwater';`);
    expect(inputs.filter((path) => [...files.values()].includes(path)).length).toBeGreaterThanOrEqual(operators.length);
  });

  it('of an import that uses nothing is empty', async () => {
    expect((await bundle(`import 'breakwater';`)).inputs).toEqual([]);
    expect((await bundle(`import { createHttpClient, CircuitBreaker } from 'breakwater';`)).inputs).toEqual([]);
  });

  for (const [platform, conditions] of [['browser'], ['neutral', ['workerd']], ['neutral', ['deno']], ['neutral', ['bun']]] as const) {
    it(`of the client for ${conditions?.[0] ?? platform} holds no cross-fetch`, async () => {
      const { inputs, packages } = await bundle(`export { createHttpClient } from 'breakwater';`, { platform, conditions });
      expect(packages).toEqual(['rxjs']);
      expect(inputs).not.toContain('src/http/cross-fetch.ts');
    });
  }

  it('of the client for Node can fall back on cross-fetch', async () => {
    const { inputs, packages } = await bundle(`export { createHttpClient } from 'breakwater';`, { platform: 'node' });
    expect(packages).toContain('cross-fetch');
    expect(inputs).toContain('src/http/cross-fetch.ts');
  });
});
