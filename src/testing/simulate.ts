import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { HttpTransport } from '../http/http-response.js';
import { requireCount, requireFiniteDuration, requirePositiveDuration } from '../validation/require-option.js';
import { exponential } from './exponential.js';
import { ModelServer, type ModelServerOptions } from './model-server.js';
import { seededRandom } from './seeded-random.js';
import { createVirtualTime } from './virtual-time.js';

/** What clients and policies are to be made with. */
export interface SimulatedWorld {
  readonly transport: HttpTransport;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

export interface SimulateOptions {
  /** The same seed gives the same run. Default: 1. */
  seed?: number;
  /** Milliseconds for which calls begin; as much again is left for them to end. Default: 60_000. */
  duration?: number;
  /** Default: 100. */
  clients?: number;
  /** The mean time from one call of a client to its next, in milliseconds, however the one before went. Default: 1_000. */
  pause?: number;
  server: ModelServerOptions;
  /** Called once; what it returns makes the call of a client (numbered from 0) each time. */
  call: (world: SimulatedWorld) => (client: number) => Observable<unknown>;
}

/** What came of a run. */
export interface SimulationFigures {
  readonly calls: number;
  /** The share of calls that completed. */
  readonly served: number;
  /** Attempts that reached the server, and those per call. */
  readonly attempts: number;
  readonly attemptsPerCall: number;
  /** The longest that a call took to its end, in milliseconds. */
  readonly longestWait: number;
  /** Calls that hadn't ended when the run was over. */
  readonly unfinished: number;
  /** The most calls that were in the server at once, at work or waiting. */
  readonly peakLoad: number;
}

/**
 * Lets clients call a server in virtual time, with your policies, and tells how it went: no timer is waited for, and the same seed gives
 * the same figures. Everything that is made in `call` has to be given the world's `scheduler` and `random`.
 *
 * @example
 * const server = { capacity: 10, latency: 50 };
 * const { served } = simulate({
 *   server,
 *   call: (world) => {
 *     const http = createHttpClient({ ...world, baseUrl: 'https://api.example.com' });
 *     return () => http.get('/orders');
 *   },
 * });
 */
export function simulate(options: SimulateOptions): SimulationFigures {
  const { seed = 1, duration = 60_000, clients = 100, pause = 1_000, call } = options;
  requireFiniteDuration('duration', duration);
  requireCount('clients', clients, 1);
  requirePositiveDuration('pause', pause);
  const scheduler = createVirtualTime();
  const server = new ModelServer(options.server, scheduler, seededRandom(seed));
  const clock = seededRandom(seed + 1);
  const running = new Subscription();
  const counts = { calls: 0, completed: 0, ended: 0, longestWait: 0 };
  const callOf = call({ transport: server.transport, scheduler, random: seededRandom(seed + 2) });

  for (let client = 0; client < clients; client++) callAfterPause(client);
  scheduler.maxFrames = 2 * duration;
  scheduler.flush();
  running.unsubscribe();
  const { calls, completed, ended, longestWait } = counts;
  const { attempts, peak } = server;
  return {
    calls,
    served: completed / calls,
    attempts,
    attemptsPerCall: attempts / calls,
    longestWait,
    unfinished: calls - ended,
    peakLoad: peak,
  };

  function callAfterPause(client: number): void {
    const wait = exponential(pause, clock);
    if (scheduler.now() + wait < duration) scheduler.schedule(() => begin(client), wait);
  }

  function begin(client: number): void {
    const begunAt = scheduler.now();
    const end = (isServed: boolean): void => {
      counts.ended++;
      if (isServed) counts.completed++;
      counts.longestWait = Math.max(counts.longestWait, scheduler.now() - begunAt);
    };
    counts.calls++;
    running.add(callOf(client).subscribe({ error: () => end(false), complete: () => end(true) }));
    callAfterPause(client);
  }
}
