import { readFileSync } from 'node:fs';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

describe('package.json', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const entries = Object.entries(exports).filter(([name]) => !name.endsWith('.json'));

  for (const [name, conditions] of entries) {
    it(`has for Node a bundle of ${name}: one without would bring a second copy of every class along`, () => {
      const folder = name.slice(2) && `${name.slice(2)}/`;
      expect(Object.entries(conditions)).toEqual([
        ['types', `./dist/${folder}index.d.ts`],
        ['node', `./dist/node/${folder}index.js`],
        ['default', `./dist/${folder}index.js`],
      ]);
    });
  }

  it('has several entry points', () => {
    expect(entries.length).toBeGreaterThan(3);
  });
});
