// Runs a soak in this process, by its name in spec/soak: `node tools/run-soak.mjs NAME [ARGUMENTS]`.
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

const [name] = process.argv.splice(2, 1); // so that the program finds its own arguments where it expects them
await import(pathToFileURL(await bundleProgram(`spec/soak/${name}.ts`)).href);
