// Finds the TypeScript examples of the documentation.
//
// In README.md, SECURITY.md and docs/**/*.md: every ```ts block, each a module of its own. A comment in the line before the block says more:
//   <!-- continues -->   the block belongs to the one before it on its page, whose names it uses
//   <!-- runs -->        the package check runs the block (with all it continues) as a program
// In the doc comments of src: every @example, to the next tag or the end. What breakwater and rxjs export is in scope there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './project.mjs';

/** @typedef {{ path: string, line: number, code: string, marks: string[], inDocComment: boolean }} Snippet `line` is of the code's first line, from 1 */

/** @returns {Snippet[]} */
export function findSnippets() {
  const pages = ['README.md', 'SECURITY.md', 'docs'].filter((name) => existsSync(join(root, name)));
  const markdown = pages.flatMap((name) => (name.endsWith('.md') ? [name] : filesBelow(name).filter((path) => path.endsWith('.md'))));
  const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));
  return [...markdown.flatMap((path) => snippetsOf(path, false)), ...sources.flatMap((path) => snippetsOf(path, true))];
}

function snippetsOf(path, inDocComment) {
  const opening = inDocComment ? /^\s*\* @example\s*$/ : /^```(?:ts|typescript)\s*$/;
  const closing = inDocComment ? /^\s*\*(?:\/| @)/ : /^```\s*$/;
  const margin = inDocComment ? /^\s*\* ?/ : '';
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const snippets = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!opening.test(lines[at])) continue;
    const end = lines.findIndex((line, index) => index > at && closing.test(line));
    if (end < 0) throw new Error(`${path}:${at + 1}: this block has no end`);
    const code = lines.slice(at + 1, end).map((line) => line.replace(margin, ''));
    const marks =
      /^<!--(.*)-->\s*$/
        .exec(lines[at - 1] ?? '')?.[1]
        .trim()
        .split(/[\s,]+/) ?? [];
    snippets.push({ path, line: at + 2, code: code.join('\n'), marks, inDocComment });
    at = end;
  }
  return snippets;
}

/** @returns {Snippet[][]} the snippets that make one module together */
export function joinContinued(snippets) {
  const modules = [];
  for (const snippet of snippets) {
    const last = modules.at(-1);
    const continues = snippet.marks.includes('continues');
    if (continues && last?.[0].path !== snippet.path) throw new Error(`${snippet.path}:${snippet.line}: there is nothing to continue`);
    if (continues) last.push(snippet);
    else modules.push([snippet]);
  }
  return modules;
}
