import type { Notice } from '../report/notice.js';
import { chartLines } from './chart.js';
import { attemptsLine, failuresLine, latencyLine, requestsLine } from './counts.js';
import type { Frame } from './frame.js';
import type { Glyphs } from './glyphs.js';
import type { Line } from './line.js';
import { breakerLine, limiterLine, serverLine, titleLine } from './panels.js';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const WIDEST = 120;

/** The whole screen: what is now, what has been counted, the last seconds, and the latest news as far as there is room. */
export function drawScreen(frame: Frame, { columns, rows }: ScreenSize, glyphs: Glyphs): readonly Line[] {
  const width = Math.min(columns, WIDEST);
  const picture: readonly Line[] = [
    titleLine(frame, width),
    [[glyphs.rule.repeat(width), 'dim']],
    serverLine(frame, glyphs),
    breakerLine(frame, glyphs),
    limiterLine(frame, glyphs),
    [],
    requestsLine(frame),
    attemptsLine(frame),
    failuresLine(frame),
    latencyLine(frame),
    [],
    ...chartLines(frame, width, glyphs),
    [],
  ];
  const news = frame.report.notices.map((notice) => newsLine(notice, frame.startedAt));
  return [...picture, ...news].slice(0, rows);
}

function newsLine({ at, about, words }: Notice, startedAt: number): Line {
  const time = ((at - startedAt) / 1000).toFixed(1).padStart(7);
  return [[`${time} s `, 'dim'], about === 'request' ? '' : [`${about} `, 'bold'], words];
}
