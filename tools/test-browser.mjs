// The specs in Chromium. Arguments filter the spec files by path; SEED=n repeats an order.
import { join } from 'node:path';
import karma from 'karma';
import { root } from './project.mjs';

const options = { specFilters: process.argv.slice(2), countsFile: process.env.COUNTS_FILE };
const config = await karma.config.parseConfig(join(root, 'karma.conf.js'), options, { promiseConfig: true, throwErrors: true });
const server = new karma.Server(config, (code) => process.exit(code || process.exitCode));
await server.start();
