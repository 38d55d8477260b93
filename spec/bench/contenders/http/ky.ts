import ky from 'ky';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

export const kyClient: HttpPeer = {
  name: 'ky',
  connect(url) {
    const client = ky.create({ retry: 3, timeout: 10_000 });
    return { get: fromPromise(async () => (await client.get(url).arrayBuffer()).byteLength) };
  },
};
