import type { Answer } from '../terminal/server/answer.js';

/** What is wrong with an answer. */
export type Fault = '503' | '429' | 'cut' | 'reset' | 'slow';

/** What an item's first visitors meet; nothing here is left to chance, so that runs are alike. */
const RULES: readonly (readonly [fault: Fault, every: number, visits: number])[] = [
  ['429', 997, 1],
  ['503', 23, 2],
  ['cut', 29, 1],
  ['reset', 31, 1],
  ['slow', 97, 1],
];

const ANSWERS: Readonly<Record<Fault, Answer>> = {
  '503': { status: 503, delay: 3 },
  '429': { status: 429, delay: 1, headers: { 'Retry-After': '1' } },
  cut: { status: 200, delay: 5, isCut: true },
  reset: { status: 200, delay: 5, isReset: true },
  slow: { status: 200, delay: 1_500 },
};

/** What the nth visit to an item, from 0, is spoilt by; nothing, in the end. */
export function faultOf(id: number, visit: number): Fault | undefined {
  return RULES.find(([, every, visits]) => id % every === every - 1 && visit < visits)?.[0];
}

/** The answer to a visit: an item, or what becomes of it. */
export function answerTo(fault: Fault | undefined, body: unknown, id: number): Answer {
  return fault === undefined ? { status: 200, delay: 3 + (id % 10), body } : { body, ...ANSWERS[fault] };
}
