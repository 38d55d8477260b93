import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createApi, sendJson, type ApiSources } from './api.js';
import type { PageFile } from './page-files.js';

/** The page talks to this server and to the services on loopback, and to nobody else. */
const POLICY =
  "default-src 'self'; connect-src 'self' http://127.0.0.1:*; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the page, and what it asks of its own server. */
export function createPageHandler(files: ReadonlyMap<string, PageFile>, sources: ApiSources): RequestListener {
  const api = createApi(sources);
  return (request, response) => {
    const [pathname = '/'] = (request.url ?? '/').split('?');
    const file = files.get(pathname);
    const send = file && (() => sendFile(request, response, file));
    const methods = send ? { GET: send, HEAD: send } : new Map(Object.entries(api)).get(pathname);
    if (!methods) return sendJson(response, 404, { error: `There is nothing at ${pathname}.` });
    const handle = new Map(Object.entries(methods)).get(request.method ?? '');
    const allowed = Object.keys(methods).join(', ');
    if (!handle) return sendJson(response, 405, { error: `${pathname} takes ${allowed}.` }, { Allow: allowed });
    // A client that leaves in the middle of its body is nothing that anyone waits for.
    Promise.resolve(handle(request, response)).catch(() => response.destroy());
  };
}

function sendFile(request: IncomingMessage, response: ServerResponse, { type, bytes }: PageFile): void {
  const headers = {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  };
  response.writeHead(200, { ...headers, 'Content-Security-Policy': POLICY });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
