// Runs the comparison with eventsource-parser in this process; see spec/fuzz/event-parsers.ts.
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

await import(pathToFileURL(await bundleProgram('spec/fuzz/event-parsers.ts')).href);
