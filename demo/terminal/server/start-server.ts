import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromEvent, mergeMap, share, withLatestFrom, type Observable } from 'rxjs';
import type { CurrentPhase } from './play-script.js';
import { sendAnswer } from './send-answer.js';
import { receiveVisits, type Visit } from './visit.js';

export interface DemoServer {
  readonly url: string;
  /** Every request at the moment of its arrival. */
  readonly visits$: Observable<Visit>;
  /** Drops all connections, and resolves when nothing is left of it. */
  close(): Promise<void>;
}

/** Starts a real HTTP server on loopback that answers as the current phase says. */
export async function startServer(phase$: Observable<CurrentPhase>): Promise<DemoServer> {
  const server = createServer();
  const requests$ = fromEvent(server, 'request') as Observable<[IncomingMessage, ServerResponse]>;
  const visits$ = requests$.pipe(withLatestFrom(phase$), receiveVisits(), share());
  const answering = visits$.pipe(mergeMap(({ response, answer }) => sendAnswer(response, answer))).subscribe();

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    visits$,
    async close() {
      answering.unsubscribe();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
