import { CALM, CALM_STREAM, type Knobs } from './protocol.js';

/** All services well. */
export function calmKnobs(): Knobs {
  return { services: { orders: CALM, payments: CALM, search: CALM }, stream: CALM_STREAM };
}
