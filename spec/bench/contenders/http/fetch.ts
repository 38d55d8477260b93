import { from, map } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { fromObservable, fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

export async function fetchBytes(url: string): Promise<number> {
  const { signal } = new AbortController();
  return (await (await fetch(url, { signal })).arrayBuffer()).byteLength;
}

export const globalFetch: HttpPeer = {
  name: 'fetch',
  connect: (url) => ({ get: fromPromise(async () => (await (await fetch(url)).arrayBuffer()).byteLength) }),
};

export const fetchWithSignal: HttpPeer = {
  name: 'fetch with a signal',
  connect: (url) => ({ get: fromPromise(() => fetchBytes(url)) }),
};

export const rxjsFromFetch: HttpPeer = {
  name: 'rxjs fromFetch',
  connect(url) {
    const bytes$ = fromFetch(url, { selector: (response) => from(response.arrayBuffer()) });
    return { get: fromObservable(bytes$.pipe(map(({ byteLength }) => byteLength))) };
  },
};
