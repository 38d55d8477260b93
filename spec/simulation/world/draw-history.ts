import { Draw } from './draw.js';
import type { Action, Answer, CallPlan, History } from './history.js';
import { drawBreakerChange, drawSetup } from './draw-setup.js';

/** The history of a seed. */
export function drawHistory(seed: number): History {
  const draw = new Draw(seed);
  const setup = drawSetup(draw);
  const rush = draw.one(1, 4, 15);
  const mood = { sick: draw.one(0.1, 0.4, 0.8), leaves: draw.one(0, 0.2, 0.6), jumps: draw.chance(0.3) };
  let at = 0;
  const actions = Array.from({ length: draw.int(10, 80) }, (): Action => {
    at += draw.int(0, 2 * rush);
    return drawAction(draw, at, mood);
  });
  return { seed, setup, actions };
}

interface Mood {
  /** The share of answers that fail, and of callers that leave. */
  readonly sick: number;
  readonly leaves: number;
  readonly jumps: boolean;
}

function drawAction(draw: Draw, at: number, mood: Mood): Action {
  const share = draw.random();
  if (share < 0.8) return { at, type: 'call', plan: drawCall(draw, mood, 2) };
  if (share < 0.85) return { at, type: 'leave', pick: draw.int(0, 1_000) };
  if (share < 0.87) return { at, type: 'update', breaker: drawBreakerChange(draw), limit: draw.int(1, 6) };
  if (share < 0.9) {
    const reaction = draw.one('nothing', 'nothing', 'reset', 'isolate', 'call', 'leave');
    return { at, type: 'watch', duration: draw.int(0, 200), reaction };
  }
  if (share < 0.92) return { at, type: draw.one('isolate', 'bypass'), duration: draw.int(0, 30) };
  if (share < 0.93) return { at, type: 'reset' };
  if (share < 0.95) return { at, type: 'pause', duration: draw.int(0, 40) };
  if (share < 0.96) return { at, type: 'resume' };
  if (share < 0.98 && mood.jumps) return { at, type: 'jump', by: draw.one(-3_600_000, -50, -7, 5, 60, 3_600_000) };
  return { at, type: 'call', plan: drawCall(draw, mood, 2) };
}

function drawCall(draw: Draw, mood: Mood, depth: number): CallPlan {
  const answers = Array.from({ length: draw.int(1, 4) }, () => drawAnswer(draw, mood.sick));
  const leavesAfter = draw.maybe(mood.leaves, () => draw.int(0, 60));
  const takes = draw.maybe(mood.leaves / 2, () => draw.int(1, 3));
  const nested = depth > 0 && draw.chance(0.08);
  const again = nested ? ({ inside: draw.one('value', 'end'), plan: drawCall(draw, mood, depth - 1) } as const) : undefined;
  return { answers, leavesAfter, takes, again };
}

function drawAnswer(draw: Draw, sick: number): Answer {
  const fails = draw.chance(sick);
  const end = fails ? draw.one('network', 'overload', 'overload', 'refused', 'foreign', 'hang') : 'complete';
  return {
    delay: draw.chance(0.15) ? 0 : draw.int(1, 40),
    values: draw.int(0, 4),
    gap: draw.int(0, 10),
    end,
    hint: end === 'overload' ? draw.maybe(0.4, () => draw.int(0, 60)) : undefined,
  };
}
