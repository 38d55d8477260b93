// Runs the demo in this process, with our arguments and our signals.
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

const program = await bundleProgram('demo/main.ts');
process.setSourceMapsEnabled(true);
await import(pathToFileURL(program).href);
