import { importCycles, layerFaults } from '../support/layers.js';
import { readSources, type Sources } from '../support/sources.js';

const http = 'src/http/http-client.ts';
const breaker = 'src/policies/circuit-breaker.ts';
const operator = 'src/operators/circuit-breaker.ts';
const marbles = 'src/testing/marble-transport.ts';

describe('the layers', () => {
  it('hold in src', () => {
    expect(layerFaults(readSources('src'))).toEqual([]);
  });

  const faults: readonly [because: string, sources: Sources, fault: string][] = [
    ['errors stand alone', { 'src/errors/a.ts': "import '../time/b.js';", 'src/time/b.ts': '' }, 'src/errors/a.ts imports src/time/b.ts'],
    ['errors know no stream', { 'src/errors/a.ts': "import { of } from 'rxjs';" }, 'src/errors/a.ts imports rxjs'],
    [
      'types count',
      { [breaker]: `import type { A } from '../operators/circuit-breaker.js';`, [operator]: '' },
      `${breaker} imports ${operator}`,
    ],
    [
      'dynamic imports count',
      { [http]: `await import('../operators/circuit-breaker.js');`, [operator]: '' },
      `${http} imports ${operator}`,
    ],
    ['re-exports count', { [http]: `export { a } from '../policies/circuit-breaker.js';`, [breaker]: '' }, `${http} imports ${breaker}`],
    ['nobody imports an entry point', { [http]: `import '../testing/marble-transport.js';`, [marbles]: '' }, `${http} imports ${marbles}`],
    ['nor index.ts', { [http]: `import { a } from '../index.js';`, 'src/index.ts': '' }, `${http} imports the entry point`],
    [
      'index.ts leaves them out',
      { 'src/index.ts': `export { a } from './testing/marble-transport.js';`, [marbles]: '' },
      `src/index.ts imports ${marbles}`,
    ],
    [
      'index.ts computes nothing',
      { 'src/index.ts': 'export const a = 1;' },
      'src/index.ts does more than re-export by name: export const a = 1;',
    ],
    [
      'index.ts names what it exports',
      { 'src/index.ts': `export * from './policies/circuit-breaker.js';`, [breaker]: '' },
      `src/index.ts does more than re-export by name: export * from './policies/circuit-breaker.js';`,
    ],
    ['rxjs has no inside', { [operator]: `import { a } from 'rxjs/internal/util/noop';` }, `${operator} imports rxjs/internal/util/noop`],
    ['one file knows cross-fetch', { [http]: `import fetch from 'cross-fetch';` }, `${http} imports cross-fetch`],
    ['folders are known', { 'src/utils/a.ts': '' }, 'src/utils/a.ts is in no layer that spec/support/layers.ts knows'],
    ['files exist', { [http]: `import './gone.js';` }, `${http} imports src/http/gone.ts, which does not exist`],
  ];

  for (const [because, sources, fault] of faults) {
    it(`are checked: ${because}`, () => {
      expect(layerFaults(sources)).toEqual([fault]);
    });
  }

  it('allow what stands on lower ground', () => {
    const sources = {
      [operator]: `import { a } from '../policies/circuit-breaker.js'; import { b } from 'rxjs'; import { c } from './wait.js';`,
      'src/operators/wait.ts': '',
      [breaker]: `export const a = 1;`,
      'src/index.ts': `export { a, type B } from './policies/circuit-breaker.js';\nexport type { C } from './operators/wait.js';`,
    };
    expect(layerFaults(sources)).toEqual([]);
  });
});

describe('import cycles', () => {
  it('are not in src', () => {
    expect(importCycles(readSources('src'))).toEqual([]);
  });

  it('are found, and told once', () => {
    const sources = {
      'src/a.ts': `import './b.js';`,
      'src/b.ts': `import type { C } from './c.js'; import './d.js';`,
      'src/c.ts': `export { a } from './a.js';`,
      'src/d.ts': `import './d.js';`,
    };
    expect(importCycles(sources)).toEqual(['src/a.ts → src/b.ts → src/c.ts → src/a.ts', 'src/d.ts → src/d.ts']);
  });

  it('are not seen where two ways lead to one file', () => {
    expect(importCycles({ 'src/a.ts': `import './b.js'; import './c.js';`, 'src/b.ts': `import './c.js';`, 'src/c.ts': '' })).toEqual([]);
  });
});
