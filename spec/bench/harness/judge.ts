import { TARGETS, type Target, type TargetId } from '../targets.js';
import { again, type Measured } from './measure.js';
import { IS_SMOKE } from './settings.js';
import { noiseOf, type Spread } from './spread.js';

export type Verdict = 'met' | 'tie' | 'missed' | 'absent' | 'not judged';

/** What became of a target. */
export interface Judgement {
  readonly target: TargetId;
  readonly verdict: Verdict;
  /** Not there where something is absent. */
  readonly figure?: Pick<Spread, 'median' | 'least' | 'most'>;
  /** How far the reference is from itself in this run, as a share. */
  readonly noise?: number;
  readonly remark?: string;
}

/** A target is met when the median is within its bound, and a tie when it misses it by no more than the noise. */
export function judge(target: TargetId, figure: Spread | number, noise = 0): Judgement {
  const spread = typeof figure === 'number' ? { median: figure, least: figure, most: figure } : figure;
  return { target, verdict: verdictOf(TARGETS[target], spread.median, noise), figure: spread, noise };
}

/** The time of one contender as a share of another's, which was measured twice. */
export function judgeRatio(target: TargetId, measured: Measured, own: string, reference: string): Judgement {
  for (const name of [own, reference]) if (!measured.names.includes(name)) return absent(target, `${name} isn’t on this Node`);
  const itself = measured.figure((time) => time(again(reference)) / time(reference));
  return judge(
    target,
    measured.figure((time) => time(own) / time(reference)),
    noiseOf(itself),
  );
}

/** What can't be judged, because something isn't there. */
export function absent(target: TargetId, remark: string): Judgement {
  return { target, verdict: 'absent', remark };
}

function verdictOf({ atMost = Infinity, atLeast = -Infinity }: Target, median: number, noise: number): Verdict {
  if (IS_SMOKE) return 'not judged';
  if (median <= atMost && median >= atLeast) return 'met';
  return median <= atMost * (1 + noise) && median >= atLeast * (1 - noise) ? 'tie' : 'missed';
}
