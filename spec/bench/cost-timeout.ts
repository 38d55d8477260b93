// What a timeout of ten seconds costs around a call that answers at once.
import { contendersFor } from './harness/guards.js';
import { judgeRatio } from './harness/judge.js';
import { measure } from './harness/measure.js';
import { loadPeers } from './harness/peers.js';
import { addJudgements, addTimes } from './harness/report.js';

const measured = await measure({
  title: 'cost per call: a timeout around a resolved call',
  contenders: await contendersFor(await loadPeers(), 'timeout'),
  twice: ['rxjs', 'cockatiel'],
});
addTimes(measured, 'rxjs');
addJudgements(
  judgeRatio('timeoutRxjs', measured, 'breakwater', 'rxjs'),
  judgeRatio('timeoutCockatiel', measured, 'breakwater', 'cockatiel'),
);
