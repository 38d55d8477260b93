import { versions } from 'node:process';
import { Agent, Dispatcher, getGlobalDispatcher } from 'undici';
import type { DispatcherLike } from './dispatcher.js';

/** The first undici whose handlers are told what ours hear. */
const FIRST_MAJOR = 7;

/**
 * Looks undici's global dispatcher up. On Node 20 and 22 that is the one of Node's own undici 6 once `fetch` has been used, which
 * doesn't know these handlers: then it is an `Agent` that is made once.
 */
export function createDispatcherLookup(): () => DispatcherLike {
  let own: DispatcherLike | undefined;
  return () => {
    const shared = getGlobalDispatcher();
    if (shared instanceof Dispatcher || Number.parseInt(versions.undici ?? '', 10) >= FIRST_MAJOR) return shared;
    return (own ??= new Agent());
  };
}
