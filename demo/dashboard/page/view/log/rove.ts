import { fromEvent, map, merge, tap, type Observable } from 'rxjs';

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** Makes a list of buttons one stop of the tab key, with the arrow keys inside. */
export function rove(list: HTMLElement): Observable<unknown> {
  const moved$ = fromEvent<KeyboardEvent>(list, 'keydown').pipe(
    tap((event) => {
      const buttons = [...list.querySelectorAll('button')];
      const step = STEPS[event.key];
      if (!step || buttons.length === 0) return;
      event.preventDefault();
      buttons[step(buttons.indexOf(event.target as HTMLButtonElement), buttons.length - 1)]?.focus();
    }),
  );
  const stopped$ = fromEvent(list, 'focusin').pipe(
    map(({ target }) => target),
    tap((target) => {
      for (const button of list.querySelectorAll('button')) button.tabIndex = button === target ? 0 : -1;
    }),
  );
  return merge(moved$, stopped$);
}

/** One button stays within reach of the tab key, whatever comes and goes. */
export function keepStop(list: HTMLElement): void {
  if (list.querySelector('button[tabindex="0"]')) return;
  const first = list.querySelector('button');
  if (first) first.tabIndex = 0;
}
