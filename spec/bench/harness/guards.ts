import type { Call, Peer } from '../contenders/peer.js';
import { inSequence } from './calls.js';
import type { Contender } from './measure.js';

export type Kind = Exclude<keyof Peer, 'name'>;

/** The call that everything is put around: it answers at once. */
const work = (): Promise<number> => Promise.resolve(1);

/** All who can do this, each around the same work. */
export async function callsOf(peers: readonly Peer[], kind: Kind): Promise<{ name: string; call: Call }[]> {
  const calls: { name: string; call: Call }[] = [];
  for (const peer of peers) {
    const call = await peer[kind]?.(work);
    if (call) calls.push({ name: peer.name, call });
  }
  return calls;
}

/** The same as contenders, which make their calls one after another. */
export async function contendersFor(peers: readonly Peer[], kind: Kind, suffix = ''): Promise<Contender[]> {
  const calls = await callsOf(peers, kind);
  return calls.map(({ name, call }) => ({ name: `${name}${suffix}`, run: (count) => inSequence(call, count) }));
}
