import { createHttpClient } from 'breakwater';
import type { Setup } from '../shared/protocol.js';
import { createDashboard } from './engine/create-dashboard.js';
import { showDashboard } from './view/show-dashboard.js';

const baseUrl = new URL('./', location.href).href;
createHttpClient({ baseUrl })
  .get<Setup>('setup')
  .subscribe((setup) => {
    const model = createDashboard({ baseUrl, setup });
    // For the browser's console, and for whoever measures.
    Object.assign(globalThis, { dashboard: model });
    showDashboard(model);
  });
