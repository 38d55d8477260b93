import { fromEvent, map, merge, startWith, tap, type Observable } from 'rxjs';
import { readPalette, type Palette } from './chart/palette.js';

const KEY = 'breakwater-theme';

/** The palette of the theme in force: what the switch says, or else the system. The choice is kept in the browser. */
export function palettes(themes: HTMLElement, probe: HTMLElement): Observable<Palette> {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const inputs = [...themes.querySelectorAll<HTMLInputElement>('input')];
  const kept = recall();
  for (const input of inputs) if (input.value === kept) input.checked = true;
  return merge(fromEvent(themes, 'change'), fromEvent(dark, 'change')).pipe(
    startWith(undefined),
    map(() => inputs.find(({ checked }) => checked)?.value ?? 'auto'),
    tap((choice) => {
      root.dataset['theme'] = choice;
      remember(choice);
    }),
    map(() => readPalette(probe)),
  );
}

/** A browser may refuse to keep anything. */
function recall(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(choice: string): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The switch still works until the page is left.
  }
}
