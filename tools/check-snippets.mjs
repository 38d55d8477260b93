// Compiles every TypeScript example of README.md, docs/ and the doc comments in src, and tells errors by their place there.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { findSnippets, joinContinued } from './find-snippets.mjs';
import { cache, root } from './project.mjs';

const folder = join(cache, 'snippets');

/** What an example in a doc comment need not say: five lines are for what is special about it. */
const given = {
  modules: [
    'breakwater',
    'breakwater/streaming',
    'breakwater/testing',
    'breakwater/angular',
    'breakwater/undici',
    'rxjs',
    'undici',
    '@angular/core',
    '@angular/common/http',
  ],
  lines: [`declare const http: import('breakwater').HttpClient;`],
};

const options = readOptions();
const modules = joinContinued(findSnippets());
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const exportsOf = readExports(given.modules);
const files = new Map(modules.map((snippets, index) => [join(folder, `snippet-${index + 1}.mts`), snippets]));
for (const [file, snippets] of files) writeFileSync(file, render(snippets));

const program = ts.createProgram([...files.keys()], options);
const diagnostics = ts.getPreEmitDiagnostics(program).filter(({ file }) => files.has(file?.fileName)); // src has a check of its own
const errors = diagnostics.map(tellError);
for (const error of errors) console.log(error);
const count = modules.flat().length;
console.log(`snippets: ${count} compiled, ${errors.length} errors`);
process.exit(errors.length > 0 ? 1 : 0);

function readOptions() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false, verbatimModuleSyntax: false };
}

/** One module of some snippets, each at the line after its markers, and a first line for what is given. */
function render(snippets) {
  const code = snippets.map((snippet) => snippet.code).join('\n');
  return `${snippets[0].inDocComment ? prelude(code) : ''}\n${code}\nexport {};\n`;
}

function prelude(code) {
  const own = ownNames(code);
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  const imports = [...exportsOf].map(([name, exports]) => {
    const wanted = exports.filter((word) => words.has(word) && !own.has(word));
    for (const word of wanted) own.add(word);
    return wanted.length > 0 ? `import { ${wanted.join(', ')} } from '${name}';` : '';
  });
  const lines = given.lines.filter((line) => !own.has(/const (\w+)/.exec(line)[1]));
  return [...imports, ...lines].join(' ');
}

/** The names that a piece of code imports or declares at its top level. */
function ownNames(code) {
  const names = new Set();
  const add = (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isVariableDeclaration(node) || ts.isBindingElement(node)) add(node.name);
    else ts.forEachChild(node, (child) => void ((ts.isBindingElement(child) || ts.isVariableDeclaration(child)) && add(child)));
  };
  for (const statement of ts.createSourceFile('snippet.mts', code, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(add);
    else if (ts.isImportDeclaration(statement)) addImported(statement, names);
    else if (statement.name) names.add(statement.name.text);
  }
  return names;
}

function addImported({ importClause }, names) {
  if (importClause?.name) names.add(importClause.name.text);
  const bindings = importClause?.namedBindings;
  if (bindings && ts.isNamedImports(bindings)) for (const element of bindings.elements) names.add(element.name.text);
}

/** @returns {Map<string, string[]>} what each of the modules exports, values and types */
function readExports(names) {
  const file = join(folder, 'exports.mts');
  writeFileSync(file, names.map((name, index) => `import * as module${index} from '${name}';`).join('\n'));
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const imports = program.getSourceFile(file).statements.filter(ts.isImportDeclaration);
  return new Map(
    imports.map((statement, index) => {
      const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
      return [names[index], symbol ? checker.getExportsOfModule(symbol).map((member) => member.name) : []];
    }),
  );
}

function tellError({ file, start, messageText }) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n  ');
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const [snippet, offset] = placeOf(files.get(file.fileName), line - 1);
  return `${snippet.path}:${snippet.line + offset}:${character + 1} ${message}`;
}

function placeOf(snippets, line) {
  let offset = Math.max(line, 0);
  for (const snippet of snippets) {
    const length = snippet.code.split('\n').length;
    if (offset < length || snippet === snippets.at(-1)) return [snippet, Math.min(offset, length - 1)];
    offset -= length;
  }
}
