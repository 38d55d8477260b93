// Runs a TypeScript program of the project in this process: `node tools/run-program.mjs spec/soak/heap.ts`, its own arguments behind it.
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

const [program] = process.argv.splice(2, 1);
await import(pathToFileURL(await bundleProgram(program)).href);
