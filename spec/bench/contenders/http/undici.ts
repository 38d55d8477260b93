import { Agent, request, RetryAgent, type Dispatcher } from 'undici';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

/** One callback per request, which counts bytes and keeps none. */
export const dispatch: HttpPeer = {
  name: 'Agent.dispatch',
  connect(url, connections) {
    const agent = new Agent({ connections });
    const { origin, pathname: path } = new URL(url);
    return {
      get(done, failed) {
        let size = 0;
        agent.dispatch(
          { origin, path, method: 'GET' },
          {
            onRequestStart: () => undefined,
            onResponseStart: () => undefined,
            onResponseData: (_, chunk) => void (size += chunk.byteLength),
            onResponseEnd: () => done(size),
            onResponseError: (_, error) => failed(error),
          },
        );
      },
      close: () => agent.destroy(),
    };
  },
};

export async function requestBytes(url: string, dispatcher: Dispatcher): Promise<number> {
  const { body } = await request(url, { dispatcher });
  return (await body.arrayBuffer()).byteLength;
}

export const undiciRequest: HttpPeer = {
  name: 'undici.request',
  connect(url, connections) {
    const agent = new Agent({ connections });
    return { get: fromPromise(() => requestBytes(url, agent)), close: () => agent.destroy() };
  },
};

export const retryAgent: HttpPeer = {
  name: 'undici.request with RetryAgent',
  connect(url, connections) {
    const agent = new RetryAgent(new Agent({ connections }));
    return { get: fromPromise(() => requestBytes(url, agent)), close: () => agent.destroy() };
  },
};
