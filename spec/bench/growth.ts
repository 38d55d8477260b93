// Whether a call costs the same beside many other breakers, and beside many other calls.
import { protect } from 'breakwater';
import { defer } from 'rxjs';
import { fromObservable, type Call } from './contenders/peer.js';
import { inFlight, inSequence } from './harness/calls.js';
import { judgeRatio } from './harness/judge.js';
import { measure, type Contender } from './harness/measure.js';
import { addJudgements, addTimes } from './harness/report.js';

const RATE = { capacity: 1e9, refillPerSecond: 1e9 };
const answer = defer(() => Promise.resolve(1));

function guardedCall(): Call {
  return fromObservable(answer.pipe(protect({ retry: {}, breaker: {}, limiter: RATE, attemptTimeout: 10_000 })));
}

/** Each call goes to the next of so many breakers. */
function withBreakers(count: number): Contender {
  const calls = Array.from({ length: count }, guardedCall);
  let at = 0;
  const next: Call = (done, failed) => calls[at++ % count]!(done, failed);
  return { name: `${count.toLocaleString('en-US')} breakers`, run: (times) => inSequence(next, times) };
}

function withOthers(width: number): Contender {
  const call = guardedCall();
  return { name: `${width} in flight`, run: (times) => inFlight(call, times, width) };
}

const breakers = await measure({
  title: 'growth: time per call, by the number of breakers',
  contenders: [1, 10, 100, 1000].map(withBreakers),
  twice: ['1 breakers'],
  least: 1000,
});
addTimes(breakers, '1 breakers');
addJudgements(judgeRatio('breakerGrowth', breakers, '1,000 breakers', '1 breakers'));

const flights = await measure({
  title: 'growth: time per call, by the number of calls in flight',
  contenders: [1, 10, 50].map(withOthers),
  twice: ['1 in flight'],
  least: 100,
});
addTimes(flights, '1 in flight');
addJudgements(judgeRatio('flightGrowth', flights, '50 in flight', '1 in flight'));
