import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import rxjsX from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The few files that may do what all others may not, each with its reason. spec/node/clocks-spec.ts holds on to the same list.
const exceptions = JSON.parse(readFileSync(new URL('./spec/support/exceptions.json', import.meta.url), 'utf8'));

const seeds = 'Time comes from the scheduler, chance from `random`: see spec/support/exceptions.json.';
const clocks = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const forbiddenGlobals = ['console', 'process', 'Buffer', 'require', 'global'];

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['src/**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { regexp },
    rules: {
      // They read what servers send.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'no-restricted-globals': [
        'error',
        ...clocks.map((name) => ({ name, message: seeds })),
        ...forbiddenGlobals.map((name) => ({ name, message: 'Not every platform has it.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: seeds },
        ...[...clocks, ...forbiddenGlobals].map((property) => ({ object: 'globalThis', property, message: seeds })),
      ],
      'no-restricted-imports': ['error', { patterns: [{ group: ['rxjs/*', '!rxjs/testing'], message: 'Import from `rxjs`.' }] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-depth': ['error', 3],

      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // The platform may lack what the DOM's types promise, and an index checked a line above needs no second check.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `state$` is a BehaviorSubject at run time: the contract says so.
      'rxjs-x/no-exposed-subjects': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // RxJS hands errors on as `unknown`, and so do we.
      '@typescript-eslint/only-throw-error': ['error', { allowRethrowing: true, allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      'rxjs-x/throw-error': ['error', { allowThrowingUnknown: true }],
      // A type parameter that only the caller fills in (`json<T>()`) is how an unchecked answer gets its type.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A source is often subscribed to inside `new Observable`: that is what an operator is.
      'rxjs-x/no-nested-subscribe': 'off',
    },
  },
  except('clocksAndChance', ['no-restricted-globals', 'no-restricted-properties']),
  except('subclasses', ['rxjs-x/no-subclass']),
  except('deprecated', ['@typescript-eslint/no-deprecated']),

  {
    files: ['spec/**/*.ts', 'demo/**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked, rxjsX.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Specs provoke on purpose what these rules warn of.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-subject-unsubscribe': 'off',
    },
  },

  {
    // The types of what is compared are there only after `npm run bench` has installed it.
    files: ['spec/bench/contenders/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: Object.fromEntries(Object.keys(rxjsX.configs.recommended.rules).map((rule) => [rule, 'off'])),
  },

  {
    files: ['tools/**/*.mjs', 'spec/**/*.mjs', '*.js'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'AbortSignal',
          'Buffer',
          'URL',
          'clearTimeout',
          'console',
          'fetch',
          'globalThis',
          'performance',
          'process',
          'setTimeout',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);

function except(name, rules) {
  const files = Object.keys(exceptions[name]);
  return files.length === 0 ? [] : [{ files, rules: Object.fromEntries(rules.map((rule) => [rule, 'off'])) }];
}
