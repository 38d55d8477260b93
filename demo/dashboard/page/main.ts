import { remoteModel } from './bridge/remote-model.js';
import { leaveWell } from './leave-well.js';
import { showDashboard } from './view/show-dashboard.js';

const engine = new Worker(`assets/engine.js${location.search}`, { type: 'module' });
remoteModel(engine).subscribe((model) => {
  // For the browser's console, and for whoever measures.
  Object.assign(globalThis, { dashboard: model });
  showDashboard(model);
  leaveWell(model).subscribe();
});
