import { lastValueFrom, mergeMap, range } from 'rxjs';
import { createHttpClient } from 'breakwater';
import { playScript } from './server/play-script.js';
import type { Phase } from './server/phase.js';
import { startServer } from './server/start-server.js';

const REQUESTS = 60;
const AT_ONCE = 4;
const phase: Phase = { name: 'healthy', share: 1, words: 'warms up', answer: () => ({ status: 200, delay: 0 }) };

/** The first requests of a process are slow: Node loads its fetch, and compiles. Nobody should take that for the server's fault. */
export async function warmUp(): Promise<void> {
  const server = await startServer(playScript([phase], 0, false));
  const http = createHttpClient({ baseUrl: server.url });
  await lastValueFrom(range(REQUESTS).pipe(mergeMap((n) => http.get(`warm-up/${n}`), AT_ONCE)));
  await server.close();
}
