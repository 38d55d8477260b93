import type { Setting } from './fleet.js';

/** A thousand clients with a call every two seconds each, which is 78 % of what the server can do, and an outage of 20 seconds. */
export function settingOf(changes: Pick<Setting, 'outage'> & Partial<Setting>, comeBackAfter?: number): Setting {
  const { clients = 1_000 } = changes;
  const server = { capacity: Math.round(clients * 0.032), work: 50, maxQueue: clients, comeBackAfter };
  return { seed: 1, clients, pause: 2_000, server, failsAt: 30_000, recoversAt: 50_000, endsAt: 100_000, ...changes };
}
