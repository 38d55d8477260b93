import ts from 'typescript';
import { importsOf, parse, type Sources } from './sources.js';

interface Layer {
  /** The folders of src it may import from, besides itself. */
  readonly folders: readonly string[];
  /** The packages it may import. */
  readonly packages: readonly string[];
}

const bottom: Layer = { folders: [], packages: ['rxjs'] };
const ground = ['errors', 'time', 'validation', 'delivery'];
const core = [...ground, 'policies', 'operators', 'http', 'protect'];

/** The house: a folder of src, and what it may stand on. A folder that is not named here is an error. */
const layers: Readonly<Record<string, Layer>> = {
  errors: { folders: [], packages: [] },
  time: bottom,
  validation: bottom,
  delivery: { folders: ['time'], packages: ['rxjs'] },
  policies: { folders: ground, packages: ['rxjs'] },
  operators: { folders: [...ground, 'policies'], packages: ['rxjs'] },
  http: { folders: ground, packages: ['rxjs', '#fetch'] },
  protect: { folders: core, packages: ['rxjs'] },
  // Entry points: nothing imports them, not even each other.
  streaming: { folders: core, packages: ['rxjs', 'rxjs-for-await'] },
  testing: { folders: core, packages: ['rxjs', 'rxjs/testing'] },
  angular: { folders: core, packages: ['rxjs', '@angular/core', '@angular/core/rxjs-interop', '@angular/common', '@angular/common/http'] },
  undici: { folders: core, packages: ['rxjs', 'undici', 'node:process', 'node:stream', 'node:zlib'] },
};

/** What one file may do besides. */
const privileges: Readonly<Record<string, readonly string[]>> = {
  'src/http/cross-fetch.ts': ['cross-fetch'],
};

/** One sentence for each import that goes against the layers, and for each index file that does more than re-export by name. */
export function layerFaults(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => [...importFaults(path, text, sources), ...indexFaults(path, text)]);
}

function importFaults(path: string, text: string, sources: Sources): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [`${path} is in no layer that spec/support/layers.ts knows`];
  return importsOf(path, text).flatMap((target) => {
    if (!target.startsWith('src/')) {
      const isAllowed = layer.packages.includes(target) || privileges[path]?.includes(target);
      return isAllowed ? [] : [`${path} imports ${target}`];
    }
    if (!(target in sources)) return [`${path} imports ${target}, which does not exist`];
    if (target === 'src/index.ts') return [`${path} imports the entry point`];
    const isAllowed = folderOf(target) === folderOf(path) || layer.folders.includes(folderOf(target));
    return isAllowed ? [] : [`${path} imports ${target}`];
  });
}

function layerOf(path: string): Layer | undefined {
  return path === 'src/index.ts' ? { folders: core, packages: [] } : layers[folderOf(path)];
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function indexFaults(path: string, text: string): string[] {
  if (!path.endsWith('/index.ts')) return [];
  const isNamedReExport = (statement: ts.Statement): boolean =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && statement.exportClause !== undefined;
  const source = parse(path, text);
  const others = source.statements.filter((statement) => !isNamedReExport(statement));
  return others.map((statement) => `${path} does more than re-export by name: ${statement.getText(source).split('\n')[0] ?? ''}`);
}

/** Each import cycle once, as `a → b → a`. Types count too: who needs each other's types is one idea in two files. */
export function importCycles(sources: Sources): string[] {
  const cycles = new Set<string>();
  const done = new Set<string>();

  function visit(path: string, trail: readonly string[]): void {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.add(describeCycle(trail.slice(at)));
    if (at >= 0 || done.has(path)) return;
    for (const target of importsOf(path, sources[path] ?? '')) {
      if (target in sources) visit(target, [...trail, path]);
    }
    done.add(path);
  }

  for (const path of Object.keys(sources)) visit(path, []);
  return [...cycles];
}

/** The same words wherever in the cycle we met it. */
function describeCycle(cycle: readonly string[]): string {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, turned[0]].join(' → ');
}
