import { Agent, request } from 'undici';
import { composedPolicy } from '../cockatiel.js';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

// The wrapped function gets a signal, which aborts at the timeout.
export const cockatielOverFetch: HttpPeer = {
  name: 'cockatiel over fetch',
  connect(url) {
    const policy = composedPolicy();
    return {
      get: fromPromise(() => policy.execute(async ({ signal }) => (await (await fetch(url, { signal })).arrayBuffer()).byteLength)),
    };
  },
};

export const cockatielOverUndici: HttpPeer = {
  name: 'cockatiel over undici.request',
  connect(url, connections) {
    const policy = composedPolicy();
    const dispatcher = new Agent({ connections });
    const read = async (signal: AbortSignal): Promise<number> =>
      (await (await request(url, { dispatcher, signal })).body.arrayBuffer()).byteLength;
    return { get: fromPromise(() => policy.execute(({ signal }) => read(signal))), close: () => dispatcher.destroy() };
  },
};
