import { Agent } from 'node:http';
import got from 'got';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

export const gotClient: HttpPeer = {
  name: 'got',
  connect(url, maxSockets) {
    const http = new Agent({ keepAlive: true, maxSockets });
    const client = got.extend({ agent: { http }, retry: { limit: 3 }, timeout: { request: 10_000 } });
    return { get: fromPromise(async () => (await client.get(url).buffer()).byteLength), close: () => http.destroy() };
  },
};
