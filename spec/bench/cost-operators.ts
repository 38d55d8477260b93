// What one operator costs, and what it adds to the bare source, where nothing fails and nobody waits.
import { CircuitBreaker, circuitBreaker, retryBackoff, throttleTokenBucket, TokenBucket } from 'breakwater';
import { of, retry } from 'rxjs';
import { fromObservable } from './contenders/peer.js';
import { inSequence } from './harness/calls.js';
import { contendersFor } from './harness/guards.js';
import { judge, judgeRatio } from './harness/judge.js';
import { again, measure, type Contender } from './harness/measure.js';
import { loadPeers } from './harness/peers.js';
import { addJudgements, addTimes } from './harness/report.js';
import { noiseOf } from './harness/spread.js';

const BARE = 'rxjs bare';
const RETRY = 'rxjs retry';

const peers = await loadPeers();
const rxjs = peers.filter(({ name }) => name === 'rxjs');
const others = peers.filter(({ name }) => name !== 'rxjs');

const bare = await contendersFor(rxjs, 'bare', ' bare');
const retries = await contendersFor(peers, 'retry', ' retry');
const limits = [...(await contendersFor(others, 'breaker', ' breaker')), ...(await contendersFor(others, 'limiter', ' limiter'))];
const contenders = [...bare, ...retries, ...limits];
const measured = await measure({ title: 'cost per call: one operator around a resolved call', contenders, twice: [BARE, RETRY] });
addTimes(measured, RETRY);

const added = (name: string) => measured.figure((time) => (time(name) - time(BARE)) / (time(RETRY) - time(BARE)));
const itself = measured.figure((time) => (time(again(RETRY)) - time(again(BARE))) / (time(RETRY) - time(BARE)));
addJudgements(
  judgeRatio('retry', measured, 'breakwater retry', RETRY),
  judge('breaker', added('breakwater breaker'), noiseOf(itself)),
  judge('limiter', added('breakwater limiter'), noiseOf(itself)),
);

const bucket = new TokenBucket({ capacity: 1e9, refillPerSecond: 1e9 });
const sources = {
  bare: of(1),
  'rxjs retry': of(1).pipe(retry(3)),
  'breakwater retry': of(1).pipe(retryBackoff()),
  'breakwater breaker': of(1).pipe(circuitBreaker(new CircuitBreaker())),
  'breakwater limiter': of(1).pipe(throttleTokenBucket(bucket)),
};
const synchronous = Object.entries(sources).map(([name, source]): Contender => {
  const call = fromObservable(source);
  return { name, run: (count) => inSequence(call, count) };
});
addTimes(await measure({ title: 'the same around a synchronous source', contenders: synchronous }), 'rxjs retry');
