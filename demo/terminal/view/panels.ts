import { inSeconds } from '../report/notice.js';
import type { Frame } from './frame.js';
import { gauge, NO_GAUGE } from './gauge.js';
import type { Glyphs } from './glyphs.js';
import { label, state } from './label.js';
import type { Line } from './line.js';

export function titleLine({ now, startedAt, plan }: Frame, width: number): Line {
  const end = plan.isEndless ? '' : ` of ${plan.period / 1000} s`;
  const title = ' Breakwater';
  const right = `${plan.rate} requests/s   ${inSeconds(now - startedAt)}${end}   Ctrl-C stops `;
  return [
    [title, 'bold'],
    [right.padStart(width - title.length), 'dim'],
  ];
}

export function serverLine({ now, report: { phase } }: Frame, glyphs: Glyphs): Line {
  const { name, words, since, until, next } = phase;
  const style = name === 'healthy' || name === 'recovered' ? 'good' : name === 'outage' ? 'bad' : 'warn';
  if (next === undefined) return [label('Server'), state(name, style), NO_GAUGE, ` ${words}`];
  return [label('Server'), state(name, style), gauge((until - now) / (until - since), glyphs), ` ${inSeconds(until - now)} more: ${words}`];
}

export function breakerLine({ now, breaker, report }: Frame, glyphs: Glyphs): Line {
  const openings = report.transitions.filter(({ to }) => to === 'open').length;
  const history = openings === 0 ? '' : `, opened ${openings}x`;
  switch (breaker.status) {
    case 'closed':
      return [label('Breaker'), state('closed', 'good'), NO_GAUGE, ` lets requests pass${history}`];
    case 'open': {
      const left = breaker.retryAt - now;
      const bar = gauge(left / (breaker.retryAt - breaker.openedAt), glyphs);
      return [label('Breaker'), state('open', 'bad'), [bar, 'bad'], ` refuses all, half-open in ${inSeconds(left)}${history}`];
    }
    case 'half-open':
      return [label('Breaker'), state('half-open', 'warn'), NO_GAUGE, ` lets probes pass, refuses all else${history}`];
    default:
      return [label('Breaker'), state(breaker.status, 'warn')];
  }
}

export function limiterLine({ now, limiter: { available, queued, pausedUntil }, plan }: Frame, glyphs: Glyphs): Line {
  const pause = pausedUntil === undefined ? '' : `${inSeconds(pausedUntil - now)} more: `;
  return [
    label('Limiter'),
    pause !== '' ? state('paused', 'warn') : queued > 0 ? state('queueing', 'warn') : state('flowing', 'good'),
    [gauge(available / plan.capacity, glyphs), 'note'],
    ` ${pause}${Math.floor(available)} of ${plan.capacity} tokens, queue ${queued} of ${plan.maxQueue}`,
  ];
}
