import { createHttpClient } from 'breakwater';
import type { Setup } from '../shared/protocol.js';
import { createDashboard } from './engine/create-dashboard.js';
import { showDashboard } from './view/show-dashboard.js';

const baseUrl = new URL('./', location.href).href;
createHttpClient({ baseUrl })
  .get<Setup>('setup')
  .subscribe((setup) => {
    const model = createDashboard({ baseUrl, setup, speed: wantedSpeed(location.search) });
    // For the browser's console, and for whoever measures.
    Object.assign(globalThis, { dashboard: model });
    showDashboard(model);
  });

/** `?speed=4` plays everything four times as fast: for those who are in a hurry, such as the specs. */
function wantedSpeed(query: string): number {
  const speed = Number(new URLSearchParams(query).get('speed') ?? 1);
  return speed >= 1 && speed <= 10 ? speed : 1;
}
