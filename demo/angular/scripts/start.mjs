// Starts the demo's server on a free port of loopback, and `ng serve` in front of it. Arguments go to `ng serve`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createApi } from '../server/api.mjs';
import { ng } from './ng.mjs';
import { prepare } from './prepare.mjs';

await prepare();
const server = createServer(createApi()).listen(0, '127.0.0.1');
await once(server, 'listening');
const env = { ...process.env, API_URL: `http://127.0.0.1:${server.address().port}` };
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
const { code } = await ng(['serve', ...process.argv.slice(2)], { env, signal: stop.signal });
process.exit(stop.signal.aborted ? 0 : code);
