import { Agent } from 'node:http';
import crossFetch from 'cross-fetch';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

export const crossFetched: HttpPeer = {
  name: 'cross-fetch',
  connect(url, maxSockets) {
    const agent = new Agent({ keepAlive: true, maxSockets });
    const init = { agent } as RequestInit;
    return {
      get: fromPromise(async () => (await (await crossFetch(url, init)).arrayBuffer()).byteLength),
      close: () => agent.destroy(),
    };
  },
};
