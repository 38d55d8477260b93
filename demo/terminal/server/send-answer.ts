import type { ServerResponse } from 'node:http';
import { fromEvent, takeUntil, tap, timer, type Observable } from 'rxjs';
import type { Answer } from './answer.js';

/** Answers when it is time to, unless the client has left by then. */
export function sendAnswer(response: ServerResponse, answer: Answer): Observable<unknown> {
  return timer(answer.delay).pipe(
    tap(() => write(response, answer)),
    takeUntil(fromEvent(response, 'close')),
  );
}

const ORDER = { id: 17, items: ['rope', 'anchor', 'lantern'] };

function write(response: ServerResponse, { status, headers, isCut, isReset, body: given = ORDER }: Answer): void {
  if (isReset) return void response.socket?.resetAndDestroy();
  const body = JSON.stringify(status === 200 ? given : { error: `status ${status}` });
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  if (isCut) response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
