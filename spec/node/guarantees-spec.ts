import { existsSync, readdirSync, readFileSync } from 'node:fs';

describe('docs/guarantees.md', () => {
  const page = readFileSync('docs/guarantees.md', 'utf8');
  const shownBy = [...page.matchAll(/^\| [^|]+ \| ([^|]+) \|$/gm)].map(([, cell]) => cell!);
  const promised = new Set(shownBy.flatMap((cell) => [...cell.replace(/`[^`]*`/g, '').matchAll(/\d+/g)].map(([digits]) => Number(digits))));
  const specced = new Set(readdirSync('spec/requirements').map((name) => Number(name.slice(0, 2))));

  it('names every requirement that has a spec, and no other', () => {
    expect([...promised].sort((a, b) => a - b)).toEqual([...specced].sort((a, b) => a - b));
    expect(specced.size).toBe(28);
  });

  it('names files and commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const names = shownBy.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
    const missing = names.filter((name) => {
      const [, script] = /^npm (?:run )?(\S+)$/.exec(name) ?? [];
      return script === undefined ? !existsSync(name) : !(script in scripts);
    });
    expect(names.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
  });
});
