import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Source texts by their path from the project's root, with forward slashes. */
export type Sources = Readonly<Record<string, string>>;

/** All TypeScript below a folder of the project. */
export function readSources(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`);
  const scripts = paths.filter((path) => path.endsWith('.ts')).sort();
  return Object.fromEntries(scripts.map((path) => [path, readFileSync(join(process.cwd(), path), 'utf8')]));
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** What a file imports or re-exports, also as types only and also dynamically: packages by name, files by path. */
export function importsOf(path: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? resolve(path, fileName) : fileName));
}

function resolve(from: string, to: string): string {
  return join(from, '..', to).replaceAll('\\', '/').replace(/\.js$/, '.ts');
}
