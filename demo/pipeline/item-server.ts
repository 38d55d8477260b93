import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromEvent, mergeMap } from 'rxjs';
import { sendAnswer } from '../terminal/server/send-answer.js';
import { answerTo, faultOf, type Fault } from './faults.js';

/** What the list is of. The server alone knows the tokens: who has one has been answered. */
export interface Item {
  readonly id: number;
  readonly token: string;
}

/** A server of so many items, and its own record of what it did. */
export interface ItemServer {
  readonly url: string;
  readonly items: readonly Item[];
  /** Requests that arrived. */
  readonly received: () => number;
  readonly faults: Readonly<Record<Fault, number>>;
  close(): Promise<void>;
}

/** Starts a real HTTP server on loopback that spoils the first visits to some of its items. */
export async function startItemServer(count: number): Promise<ItemServer> {
  const items = Array.from({ length: count }, (_, id) => ({ id, token: randomUUID() }));
  const visits = new Map<number, number>();
  const faults: Record<Fault, number> = { '503': 0, '429': 0, cut: 0, reset: 0, slow: 0 };
  let received = 0;

  const server = createServer();
  const requests$ = fromEvent(server, 'request') as ReturnType<typeof fromEvent<[IncomingMessage, ServerResponse]>>;
  const answering = requests$.pipe(mergeMap(([request, response]) => answer(request, response))).subscribe();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    items,
    received: () => received,
    faults,
    async close() {
      answering.unsubscribe();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse) {
    const id = Number(request.url?.replace('/items/', ''));
    const visit = visits.get(id) ?? 0;
    const fault = faultOf(id, visit);
    visits.set(id, visit + 1);
    received++;
    if (fault !== undefined) faults[fault]++;
    return sendAnswer(response, answerTo(fault, items[id], id));
  }
}
