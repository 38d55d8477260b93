import { AbortSignals } from '../http/abort-signals.js';
import type { HttpClient } from '../http/http-client.js';

const signalsOfClients = new WeakMap<HttpClient, AbortSignals>();

/** The signals that the streams of a client hear, one listener on each for all of them; they hang on their client, and go with it. */
export function signalsOf(http: HttpClient): AbortSignals {
  const known = signalsOfClients.get(http) ?? new AbortSignals();
  signalsOfClients.set(http, known);
  return known;
}
