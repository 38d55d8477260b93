import type { IncomingMessage, ServerResponse } from 'node:http';
import { asyncScheduler, defaultIfEmpty, map } from 'rxjs';
import { sendAnswer } from '../../terminal/server/send-answer.js';
import { STATUS_PARAM, type ServiceCounts, type ServiceKnobs } from '../shared/protocol.js';
import { planAnswer, type ReplicaState } from './plan-answer.js';
import { SecondLimit } from './second-limit.js';
import { seededRandom } from './seeded-random.js';
import { WorkQueue } from './work-queue.js';

/** Asks for no preflight: the page sends plain GETs. Whoever asks all the same may remember the answer. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Retry-After',
  'Timing-Allow-Origin': '*',
  'Cache-Control': 'no-store',
};
const PREFLIGHT = { ...CORS, 'Access-Control-Allow-Methods': 'GET', 'Access-Control-Allow-Headers': '*', 'Access-Control-Max-Age': '7200' };

/** One instance of a service: answers as the knobs say, and counts what it receives. */
export class Replica {
  readonly #state: ReplicaState;
  readonly #answered = { ok: 0, failed: 0, cut: 0, limited: 0, unavailable: 0, overloaded: 0, reset: 0, left: 0 };
  #arrived = 0;
  #sentWhileOpen = 0;
  #probes = 0;

  constructor(
    private readonly knobs: () => ServiceKnobs,
    seed: number,
  ) {
    this.#state = { work: new WorkQueue(), limit: new SecondLimit(), random: seededRandom(seed) };
  }

  get counts(): ServiceCounts {
    return {
      arrived: this.#arrived,
      sentWhileOpen: this.#sentWhileOpen,
      probes: this.#probes,
      answered: { ...this.#answered },
      backlog: Math.round(this.#state.work.backlog(asyncScheduler.now())),
    };
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'OPTIONS') return void response.writeHead(204, PREFLIGHT).end();
    if (request.method !== 'GET') return void response.writeHead(405, { ...CORS, Allow: 'GET, OPTIONS' }).end();
    this.#count(request.url ?? '');
    const answer = planAnswer(this.knobs(), this.#state, asyncScheduler.now());
    const { kind, headers } = answer;
    sendAnswer(response, { ...answer, headers: { ...CORS, ...headers } })
      .pipe(
        map(() => (kind === 'silent' ? 'reset' : kind)),
        defaultIfEmpty('left' as const),
      )
      .subscribe((end) => this.#answered[end]++);
  };

  #count(url: string): void {
    const status = new URLSearchParams(url.split('?')[1]).get(STATUS_PARAM);
    this.#arrived++;
    if (status === 'open' || status === 'isolated') this.#sentWhileOpen++;
    if (status === 'half-open') this.#probes++;
  }
}
