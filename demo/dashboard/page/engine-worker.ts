import { createHttpClient } from 'breakwater';
import type { Setup } from '../shared/protocol.js';
import { serveModel } from './bridge/serve-model.js';
import { createDashboard } from './engine/create-dashboard.js';

// The clients under test and what they tell have a thread of their own: the page's is for what is seen.
const baseUrl = new URL('../', location.href).href;
createHttpClient({ baseUrl })
  .get<Setup>('setup')
  .subscribe((setup) => serveModel(createDashboard({ baseUrl, setup, speed: wantedSpeed(location.search) }), globalThis));

/** `?speed=4` plays everything four times as fast: for those who are in a hurry, such as the specs. */
function wantedSpeed(query: string): number {
  const speed = Number(new URLSearchParams(query).get('speed') ?? 1);
  return speed >= 1 && speed <= 10 ? speed : 1;
}
