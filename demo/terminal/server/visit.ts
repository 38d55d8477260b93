import type { IncomingMessage, ServerResponse } from 'node:http';
import { asyncScheduler, map, pipe, scan, type OperatorFunction } from 'rxjs';
import type { Answer } from './answer.js';
import type { CurrentPhase } from './play-script.js';

/** A request that has reached the server, and what it is going to get. */
export interface Visit {
  readonly at: number;
  readonly phase: CurrentPhase;
  /** The number that the client gave to the attempt; `NaN` where it gave none. */
  readonly ticket: number;
  readonly response: ServerResponse;
  readonly answer: Answer;
}

type Request = readonly [request: IncomingMessage, response: ServerResponse];

interface Counted extends Pick<Visit, 'at' | 'phase' | 'ticket' | 'response'> {
  readonly second: number;
  readonly visit: number;
  readonly visitThisSecond: number;
}

/** Counts the requests of each phase and of each of its seconds, and asks the phase what they get. */
export function receiveVisits(): OperatorFunction<readonly [Request, CurrentPhase], Visit> {
  return pipe(
    scan((before: Counted | undefined, [[request, response], phase]) => {
      const at = asyncScheduler.now();
      const second = Math.floor((at - phase.since) / 1000);
      const isSamePhase = before?.phase === phase;
      return {
        at,
        phase,
        ticket: Number(request.headers['x-ticket'] ?? NaN),
        response,
        second,
        visit: isSamePhase ? before.visit + 1 : 0,
        visitThisSecond: isSamePhase && before.second === second ? before.visitThisSecond + 1 : 0,
      };
    }, undefined),
    map((counted) => ({ ...counted!, answer: counted!.phase.answer(counted!.visit, counted!.visitThisSecond) })),
  );
}
