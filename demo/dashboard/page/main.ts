import { createHttpClient } from 'breakwater';
import type { Setup } from '../shared/protocol.js';
import { createDashboard } from './engine/create-dashboard.js';
import { showDashboard } from './view/show-dashboard.js';

const baseUrl = new URL('./', location.href).href;
createHttpClient({ baseUrl })
  .get<Setup>('setup')
  .subscribe((setup) => showDashboard(createDashboard({ baseUrl, setup })));
