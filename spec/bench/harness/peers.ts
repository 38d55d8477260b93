import type { Peer } from '../contenders/peer.js';

const PEERS: readonly [name: string, load: () => Promise<Peer>][] = [
  ['breakwater', async () => (await import('../contenders/breakwater.js')).breakwater],
  ['hand-written promises', async () => (await import('../contenders/by-hand.js')).byHand],
  ['rxjs', async () => (await import('../contenders/rxjs.js')).rxjs],
  ['backoff-rxjs', async () => (await import('../contenders/backoff-rxjs.js')).backoffRxjs],
  ['cockatiel', async () => (await import('../contenders/cockatiel.js')).cockatiel],
  ['opossum', async () => (await import('../contenders/opossum.js')).opossum],
  ['p-retry + p-throttle', async () => (await import('../contenders/p-retry.js')).pRetryAndThrottle],
  ['effect', async () => (await import('../contenders/effect.js')).effect],
];

/** All that run on this Node; of the others it tells why they don't. */
export function loadPeers(): Promise<Peer[]> {
  return loadAll(PEERS);
}

/** What can be loaded on this Node, in its order. */
export async function loadAll<T>(entries: readonly (readonly [name: string, load: () => Promise<T>])[]): Promise<T[]> {
  const here: T[] = [];
  for (const [name, load] of entries) {
    try {
      here.push(await load());
    } catch (error) {
      console.log(`${name} is not on this Node: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return here;
}
