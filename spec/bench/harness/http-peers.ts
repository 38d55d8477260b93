import type { HttpPeer } from '../contenders/http/http-peer.js';
import { loadAll } from './peers.js';

const own = () => import('../contenders/http/breakwater.js');
const overFetch = () => import('../contenders/http/fetch.js');
const undici = () => import('../contenders/http/undici.js');
const cockatiel = () => import('../contenders/http/cockatiel.js');

const PEERS: readonly [name: string, load: () => Promise<HttpPeer>][] = [
  ['breakwater over fetch', async () => (await own()).breakwaterOverFetch],
  ['breakwater over fetch, all policies', async () => (await own()).guardedOverFetch],
  ['breakwater over undici', async () => (await own()).breakwaterOverUndici],
  ['breakwater over undici, all policies', async () => (await own()).guardedOverUndici],
  ['Agent.dispatch', async () => (await undici()).dispatch],
  ['undici.request', async () => (await undici()).undiciRequest],
  ['undici.request with RetryAgent', async () => (await undici()).retryAgent],
  ['fetch', async () => (await overFetch()).globalFetch],
  ['fetch with a signal', async () => (await overFetch()).fetchWithSignal],
  ['rxjs fromFetch', async () => (await overFetch()).rxjsFromFetch],
  ['cross-fetch', async () => (await import('../contenders/http/cross-fetch.js')).crossFetched],
  ['cockatiel over fetch', async () => (await cockatiel()).cockatielOverFetch],
  ['cockatiel over undici.request', async () => (await cockatiel()).cockatielOverUndici],
  ['ky', async () => (await import('../contenders/http/ky.js')).kyClient],
  ['axios + axios-retry', async () => (await import('../contenders/http/axios.js')).axiosWithRetry],
  ['got', async () => (await import('../contenders/http/got.js')).gotClient],
  ['effect', async () => (await import('../contenders/http/effect.js')).effectClient],
];

/** All HTTP clients that run on this Node. */
export function loadHttpPeers(): Promise<HttpPeer[]> {
  return loadAll(PEERS);
}
