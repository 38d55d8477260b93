import { Agent } from 'node:http';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

export const axiosWithRetry: HttpPeer = {
  name: 'axios + axios-retry',
  connect(url, maxSockets) {
    const httpAgent = new Agent({ keepAlive: true, maxSockets });
    const client = axios.create({ httpAgent, timeout: 10_000, responseType: 'arraybuffer', proxy: false });
    axiosRetry(client, { retries: 3, retryDelay: (count, error) => axiosRetry.exponentialDelay(count, error) });
    return { get: fromPromise(async () => (await client.get<Buffer>(url)).data.byteLength), close: () => httpAgent.destroy() };
  },
};
