import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** Waits for what a browser and a server do between them. */
export async function until(isSo: () => Promise<boolean>, milliseconds = 45_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It has not come about within ${milliseconds} ms: ${isSo.toString()}`);
    await sleep(50);
  }
}

/** Keeps each text that the first place of a name in the page holds from now on, and tells them. */
export async function keepTexts(page: Page, slot: string): Promise<() => Promise<readonly string[]>> {
  const kept = await page.evaluateHandle((name) => {
    const place = document.querySelector(`[data-slot="${name}"]`)!;
    const texts: string[] = [];
    new MutationObserver(() => texts.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
    return texts;
  }, slot);
  return () => kept.jsonValue();
}

/** How often the page is written to, and drawn on, within some time; what is said to a screen reader apart. */
export function changesWithin(page: Page, milliseconds: number): Promise<number> {
  return page.evaluate(async (duration) => {
    let changes = 0;
    const status = document.querySelector('[role=status]')!;
    const observer = new MutationObserver((records) => {
      changes += records.filter(({ target }) => !status.contains(target)).length;
    });
    observer.observe(document.body, { childList: true, characterData: true, attributes: true, subtree: true });
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      changes++;
      clearRect.apply(this, box);
    };
    await new Promise((resolve) => setTimeout(resolve, duration));
    CanvasRenderingContext2D.prototype.clearRect = clearRect;
    observer.disconnect();
    return changes;
  }, milliseconds);
}

/** Lets the page believe that it is hidden, or shown again. */
export function hide(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/** What the focus is on, in words: its text, or else its value or its place. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    if (element instanceof HTMLInputElement) return element.type === 'radio' ? element.value : (element.dataset['slot'] ?? '');
    return (element.textContent ?? '').trim();
  });
}
