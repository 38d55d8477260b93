// What a call costs that passes retry, breaker, token bucket and timeout, where nothing fails and nobody waits.
import { contendersFor } from './harness/guards.js';
import { judgeRatio } from './harness/judge.js';
import { measure } from './harness/measure.js';
import { loadPeers } from './harness/peers.js';
import { addJudgements, addTimes } from './harness/report.js';

const measured = await measure({
  title: 'cost per call: all policies around a resolved call',
  contenders: await contendersFor(await loadPeers(), 'composed'),
  twice: ['hand-written promises', 'cockatiel', 'effect'],
});
addTimes(measured, 'hand-written promises');
addJudgements(
  judgeRatio('composedByHand', measured, 'breakwater', 'hand-written promises'),
  judgeRatio('composedCockatiel', measured, 'breakwater', 'cockatiel'),
  judgeRatio('composedEffect', measured, 'breakwater', 'effect'),
);
