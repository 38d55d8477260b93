// Runs the soak in this process; see spec/soak/heap.ts.
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

await import(pathToFileURL(await bundleProgram('spec/soak/heap.ts')).href);
