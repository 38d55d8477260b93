import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import type { HttpTransport } from '../http/http-response.js';
import type { MarbleAnswer } from './marble-answer.js';
import { MarbleExchange } from './marble-exchange.js';
import { matchesRequest, type RequestMatch } from './request-match.js';

/** A transport that answers from marbles and remembers what it was asked. */
export interface MarbleTransport extends HttpTransport {
  /** Everything that was sent, in order. */
  readonly requests: readonly MarbleExchange[];
  /** Answers matching requests: the first with the first answer, and so on; the last answer is repeated. Later rules win. */
  answer(match: RequestMatch, ...answers: readonly (MarbleAnswer | string)[]): MarbleTransport;
  /** The one request that matches and hasn't been claimed yet; throws where there is none, or more than one. */
  expectOne(match: RequestMatch): MarbleExchange;
  /** Throws when a matching request has been sent. */
  expectNone(match: RequestMatch): void;
  /** Throws when something was sent that no `expectOne` has claimed. */
  verify(): void;
}

interface Rule {
  readonly match: RequestMatch;
  readonly answers: readonly MarbleAnswer[];
  used: number;
}

export interface MarbleTransportOptions {
  /** Plays the marbles. Default: `asyncScheduler`, which is virtual inside `TestScheduler.run`. */
  scheduler?: SchedulerLike;
}

/**
 * Makes a transport for tests: requests are answered from marbles, head, chunks and broken connections as frames, so that a client
 * with all its policies runs in virtual time. A request that no rule matches errors with a `RequestError`, which isn't retried.
 * Use it inside `TestScheduler.run`; any test runner will do.
 *
 * @example
 * const transport = createMarbleTransport().answer('GET /orders', { marbles: '--h-a|', values: { a: [1, 2] } });
 * const http = createHttpClient({ baseUrl: 'https://api.example.com', transport });
 */
export function createMarbleTransport(options: MarbleTransportOptions = {}): MarbleTransport {
  const { scheduler = asyncScheduler } = options;
  const rules: Rule[] = [];
  const exchanges: MarbleExchange[] = [];
  const unclaimed = new Set<MarbleExchange>();
  const send: HttpTransport = (request) =>
    new Observable((subscriber) => {
      const exchange = new MarbleExchange(request, scheduler.now(), scheduler);
      exchanges.push(exchange);
      unclaimed.add(exchange);
      const rule = rules.find(({ match }) => matchesRequest(match, request));
      if (!rule) return exchange.refuse(new RequestError(`No answer is planned for ${requestLine(request)}.`, { request }), subscriber);
      exchange.play(rule.answers[Math.min(rule.used++, rule.answers.length - 1)]!, subscriber);
    });

  const find = (match: RequestMatch, among: Iterable<MarbleExchange>): MarbleExchange[] =>
    [...among].filter(({ request }) => matchesRequest(match, request));
  const transport: MarbleTransport = Object.assign(send, {
    requests: exchanges,
    answer(match: RequestMatch, ...answers: readonly (MarbleAnswer | string)[]) {
      if (answers.length === 0) throw new RangeError('answers must be at least one, but there were none.');
      rules.unshift({ match, answers: answers.map((answer) => (typeof answer === 'string' ? { marbles: answer } : answer)), used: 0 });
      return transport;
    },
    expectOne(match: RequestMatch) {
      const [exchange, ...others] = find(match, unclaimed);
      if (!exchange || others.length > 0) throw new Error(`Expected one request for ${show(match)}; ${listed(exchanges)}`);
      unclaimed.delete(exchange);
      return exchange;
    },
    expectNone(match: RequestMatch) {
      if (find(match, exchanges).length > 0) throw new Error(`Expected no request for ${show(match)}; ${listed(exchanges)}`);
    },
    verify() {
      if (unclaimed.size > 0) throw new Error(`Some requests were not expected; ${listed(unclaimed)}`);
    },
  });
  return transport;
}

function listed(exchanges: Iterable<MarbleExchange>): string {
  const lines = [...exchanges].map(({ request, sentAt }) => `${requestLine(request)} at ${sentAt}`);
  return lines.length === 0 ? 'nothing was sent.' : `sent were: ${lines.join(', ')}.`;
}

function show(match: RequestMatch): string {
  return typeof match === 'function' ? 'the given function' : String(match);
}
