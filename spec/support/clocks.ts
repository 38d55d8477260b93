import ts from 'typescript';
import { parse, type Sources } from './sources.js';

const clocks = new Set(['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);

/** One line for each place that reads a clock, starts a timer or draws a random number, as `path:line name`. */
export function clockFaults(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const source = parse(path, text);
    const faults: string[] = [];
    function visit(node: ts.Node): void {
      const name = forbiddenName(node);
      if (name !== undefined) faults.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${name}`);
      ts.forEachChild(node, visit);
    }
    visit(source);
    return faults;
  });
}

function forbiddenName(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const owner = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent.expression.getText() : undefined;
  if (node.text === 'random' && owner === 'Math') return 'Math.random';
  const isOwnName = owner !== undefined && !['globalThis', 'window', 'self'].includes(owner);
  return clocks.has(node.text) && !isOwnName && !isKey(node) ? node.text : undefined;
}

/** `{ performance: 1 }` names a field, it reads nothing. */
function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) && parent.name === node;
}
