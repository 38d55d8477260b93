import { good } from './answer.js';
import type { Phase } from './phase.js';

/** The server's day: what happens to it, in this order. Nothing here is left to chance, so that runs are alike. */
export function serverScript(rate: number): readonly Phase[] {
  const allowance = Math.ceil(rate / 2);
  return [
    { name: 'healthy', share: 0.15, words: 'answers within 30 ms', answer: good },
    {
      name: 'slow',
      share: 0.15,
      words: '150 to 450 ms, each eighth hangs',
      answer: (visit) => ({ status: 200, delay: visit % 8 === 5 ? 3_000 : 150 + ((visit * 70) % 300) }),
    },
    { name: 'outage', share: 0.25, words: '503 to every request', answer: (visit) => ({ status: 503, delay: 5 + (visit % 10) }) },
    {
      name: 'cut',
      share: 0.15,
      words: 'each fourth body is cut in half',
      answer: (visit) => ({ ...good(visit), isCut: visit % 4 === 3 }),
    },
    {
      name: 'limited',
      share: 0.15,
      words: `${allowance} per second, others get 429`,
      answer: (visit, visitThisSecond) =>
        visitThisSecond < allowance ? good(visit) : { status: 429, delay: 2, headers: { 'Retry-After': '1' } },
    },
    { name: 'recovered', share: 0.15, words: 'healthy again, within 30 ms', answer: good },
  ];
}
