// What a call costs that an open breaker refuses.
import { inSequence, refused } from './harness/calls.js';
import { callsOf, type Kind } from './harness/guards.js';
import { judgeRatio } from './harness/judge.js';
import { measure } from './harness/measure.js';
import { loadPeers } from './harness/peers.js';
import { addJudgements, addTimes } from './harness/report.js';
import type { TargetId } from './targets.js';

const peers = await loadPeers();

async function compareRefusals(kind: Kind, title: string, target: TargetId): Promise<void> {
  const calls = await callsOf(peers, kind);
  const contenders = calls.map(({ name, call }) => ({ name, run: (count: number) => inSequence(refused(call), count) }));
  const measured = await measure({ title, contenders, twice: ['cockatiel'] });
  addTimes(measured, 'breakwater');
  addJudgements(judgeRatio(target, measured, 'breakwater', 'cockatiel'));
}

await compareRefusals('refused', 'refused calls: the breaker alone', 'refused');
await compareRefusals('composedRefused', 'refused calls: all policies', 'refusedComposed');
