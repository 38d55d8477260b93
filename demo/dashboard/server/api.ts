import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BehaviorSubject } from 'rxjs';
import { applyChange } from '../shared/apply-change.js';
import type { Knobs, ServerCounts, Setup } from '../shared/protocol.js';
import { checkChange } from './check-change.js';
import { readBody, TooLargeError } from './read-body.js';

export interface ApiSources {
  readonly knobs$: BehaviorSubject<Knobs>;
  readonly counts: () => ServerCounts;
  readonly origins: Setup['origins'];
  readonly ticks: (request: IncomingMessage, response: ServerResponse) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What the page asks of its own server, by path and method. */
export function createApi({ knobs$, counts, origins, ticks }: ApiSources): Readonly<Record<string, Readonly<Record<string, Handler>>>> {
  return {
    '/setup': { GET: (_, response) => sendJson(response, 200, { origins, knobs: knobs$.value } satisfies Setup) },
    '/counts': { GET: (_, response) => sendJson(response, 200, counts()) },
    '/ticks': { GET: ticks },
    '/control': {
      GET: (_, response) => sendJson(response, 200, knobs$.value),
      PUT: (request, response) => changeKnobs(knobs$, request, response),
    },
  };
}

async function changeKnobs(knobs$: BehaviorSubject<Knobs>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const change = checkChange(JSON.parse(await readBody(request)));
    knobs$.next(applyChange(knobs$.value, change));
    sendJson(response, 200, knobs$.value);
  } catch (error) {
    if (error instanceof TooLargeError) return sendJson(response, 413, { error: error.message });
    if (error instanceof RangeError) return sendJson(response, 400, { error: error.message });
    if (error instanceof SyntaxError) return sendJson(response, 400, { error: `The body must be JSON: ${error.message}.` });
    throw error;
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}
