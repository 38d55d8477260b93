import { clockFaults } from '../support/clocks.js';
import exceptions from '../support/exceptions.json' with { type: 'json' };
import { readSources } from '../support/sources.js';

describe('clocks, timers and chance', () => {
  const sources = readSources('src');
  const excepted = Object.keys(exceptions.clocksAndChance);

  it('are read by no source but the excepted ones', () => {
    const others = Object.fromEntries(Object.entries(sources).filter(([path]) => !excepted.includes(path)));
    expect(clockFaults(others)).toEqual([]);
  });

  it('are read by every excepted source, else it is no exception any more', () => {
    const idle = excepted.filter((path) => clockFaults({ [path]: sources[path] ?? '' }).length === 0);
    expect(idle).toEqual([]);
  });

  const faults: readonly [text: string, fault: string][] = [
    ['const at = Date.now();', 'Date'],
    ['const at = new Date();', 'Date'],
    ['const at = globalThis.Date.now();', 'Date'],
    ['const at = performance.now();', 'performance'],
    ['setTimeout(() => {}, 1);', 'setTimeout'],
    ['const { setInterval } = globalThis;', 'setInterval'],
    ['function f(random = Math.random) {}', 'Math.random'],
    ['queueMicrotask(f);', 'queueMicrotask'],
  ];

  for (const [text, name] of faults) {
    it(`are found in \`${text}\``, () => {
      expect(clockFaults({ 'src/a.ts': `\n${text}` })).toEqual([`src/a.ts:2 ${name}`]);
    });
  }

  it('are not what has such a name by chance', () => {
    const text = `// Date.now()\nconst a = 'setTimeout'; a.performance; random(); const b = { Date: 1 }; Math.max(1);`;
    expect(clockFaults({ 'src/a.ts': text })).toEqual([]);
  });
});
