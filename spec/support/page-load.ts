import type { Page } from 'playwright-core';

/** Turns the load of the dashboard, in requests a second, without giving its slider the focus. */
export function setLoad(page: Page, rate: number): Promise<void> {
  return page.getByLabel('Requests', { exact: true }).evaluate((input: HTMLInputElement, to) => {
    input.value = String(to);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, rate);
}
