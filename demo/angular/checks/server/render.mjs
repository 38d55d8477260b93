// Renders the demo against a server of ours, and takes notes.
import '@angular/compiler'; // links what Angular's own packages leave to their user
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createApi } from '../../server/api.mjs';

/** More than a page takes by far, and less than its circuit stays open. */
const PATIENCE = 60_000;

/**
 * @param {'bootstrap' | 'bootstrapWithZone'} name
 * @param {{ mode: string }} server how the API behaves
 * @returns {Promise<{ page: string, requests: number }>} the page's text and how many requests came
 */
export async function render(name, { mode }) {
  const { renderApplication, ...bootstraps } = await import('../../dist/server/main.mjs');
  const server = createServer(createApi()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  try {
    await tell(url, { mode });
    const page = await inTime(renderApplication(bootstraps[name], { url, document: '<app-root></app-root>', allowedHosts: ['127.0.0.1'] }));
    const { requests } = await tell(url, {});
    return { page: page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '), requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function tell(url, change) {
  const response = await fetch(`${url}api/server`, { method: 'PUT', body: JSON.stringify(change) });
  return response.json();
}

function inTime(page) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The page was not stable after ${PATIENCE} ms.`)), PATIENCE);
  });
  return Promise.race([page, late]).finally(() => clearTimeout(timer));
}
