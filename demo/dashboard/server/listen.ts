import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly origin: string;
  /** Drops all connections, and resolves when nothing is left of it. */
  close(): Promise<void>;
}

/** Listens on loopback; port 0 takes any that is free. Rejects where the port is taken. */
export async function listen(handle: RequestListener, port = 0): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 30_000 }, handle);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
