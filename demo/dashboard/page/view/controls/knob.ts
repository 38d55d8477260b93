import { fromEvent, map, startWith, switchMap, tap, timer, type Observable } from 'rxjs';
import { slot, stamp } from '../dom/slot.js';
import { mark, write } from '../dom/write.js';

/** A number or a choice that can be turned. */
export type KnobPlan<V> = {
  readonly [K in keyof V]: V[K] extends number ? RangeKnob<K> : ChoiceKnob<K, V[K]>;
}[keyof V];

export interface RangeKnob<K> {
  readonly key: K;
  readonly label: string;
  readonly range: readonly [least: number, most: number];
  readonly step: number;
  readonly tell: (value: number) => string;
}

export interface ChoiceKnob<K, C> {
  readonly key: K;
  readonly label: string;
  readonly choices: readonly (readonly [value: C, words: string])[];
}

/** After a turn the knob stays as it was left for so long, until what was asked for is there. */
const REST = 600;

/** Shows a knob that follows `values$` (some values of one kind: several services may differ) and calls `turn`. */
export function showKnob<V>(
  parent: HTMLElement,
  id: string,
  plan: KnobPlan<V>,
  values$: Observable<readonly V[]>,
  turn: (change: Partial<V>) => void,
): Observable<unknown> {
  const isRange = 'range' in plan;
  const root = stamp(isRange ? 'knob-range' : 'knob-choice');
  const input = slot<HTMLInputElement | HTMLSelectElement>(root, 'input');
  const output = slot(root, 'output');
  const note = slot(root, 'note');
  input.id = id;
  mark(slot(root, 'label'), 'for', id);
  write(slot(root, 'label'), plan.label);
  if (isRange) setRange(input as HTMLInputElement, plan);
  else input.replaceChildren(...plan.choices.map(([value, words]) => new Option(words, String(value))));
  parent.append(root);

  const tell = (value: unknown): void => {
    if (!isRange) return;
    write(output, plan.tell(Number(value)));
    mark(input, 'aria-valuetext', plan.tell(Number(value)));
  };
  const follow = (values: readonly V[]): void => {
    const [first, ...others] = values.map((value) => String(value[plan.key]));
    if (first !== undefined && input.value !== first) input.value = first;
    tell(first);
    write(note, others.some((other) => other !== first) ? 'differs between services' : '');
  };
  return fromEvent(input, 'input').pipe(
    tap(() => {
      tell(input.value);
      turn({ [plan.key]: isRange ? Number(input.value) : input.value } as Partial<V>);
    }),
    map(() => timer(REST).pipe(switchMap(() => values$))),
    startWith(values$),
    switchMap((shown$) => shown$),
    tap(follow),
  );
}

function setRange(input: HTMLInputElement, { range: [least, most], step }: RangeKnob<unknown>): void {
  input.min = String(least);
  input.max = String(most);
  input.step = String(step);
}
