import { TARGETS, type Target, type TargetId } from '../targets.js';
import { again, type Measured } from './measure.js';
import { IS_SMOKE, type Clock } from './settings.js';
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

/** The time of one contender as a share of another's, which was measured twice; where a target is a least, as a ratio of speeds. */
export function judgeRatio(target: TargetId, measured: Measured, own: string, reference: string, clock?: Clock): Judgement {
  for (const name of [own, reference]) if (!measured.names.includes(name)) return absent(target, `${name} isn’t on this Node`);
  const itself = measured.figure((time) => time(again(reference)) / time(reference), clock);
  const isSpeed = 'atLeast' in TARGETS[target];
  const ratio = measured.figure((time) => (isSpeed ? time(reference) / time(own) : time(own) / time(reference)), clock);
  return judge(target, ratio, noiseOf(itself));
}

/** Of several judgements of the same target the worst: the one that is furthest on the wrong side of its bound. */
export function worst(judgements: readonly Judgement[]): Judgement {
  const badness = ({ target, figure }: Judgement): number => {
    if (!figure) return -Infinity;
    return 'atLeast' in TARGETS[target] ? -figure.median : figure.median;
  };
  return judgements.reduce((one, other) => (badness(other) > badness(one) ? other : one));
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
