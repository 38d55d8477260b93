// Makes the pictures of the dashboard that the README shows, in both themes and two widths: `npm run screenshots`. A machine that
// can't keep up with 200 requests a second on both sides takes `-- --rate 60`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDashboard } from '../support/dashboard-page.js';
import { setLoad } from '../support/page-load.js';

const FOLDER = join('docs', 'images');
/** So that the charts are half full of good weather before the storm. */
const CALM = 32_000;
/** After this long in the scenario the circuits have been open, have probed, and are open again. */
const TELLING = 10_500;

const SIZES = [
  { width: 1_280, height: 800 },
  { width: 390, height: 1_100 },
];
const THEMES = ['dark', 'light'];

const { values } = parseArgs({ options: { rate: { type: 'string', default: '200' } } });
const dashboard = await openDashboard();
try {
  await mkdir(FOLDER, { recursive: true });
  const page = await dashboard.browser.newPage({ viewport: SIZES[0] });
  await page.goto(dashboard.server.url);
  await page.locator('[data-scenario]').first().waitFor();
  await setLoad(page, Number(values.rate));
  await page.getByLabel('Side by side without Breakwater').check();
  await sleep(CALM);
  await page.getByRole('button', { name: 'Outage and recovery' }).click();
  await sleep(TELLING);
  await page.getByText('half-open in').first().waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      await page.locator(`input[name=theme][value=${theme}]`).check({ force: true });
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await sleep(600);
      const path = join(FOLDER, `dashboard-${size.width}-${theme}.png`);
      await page.screenshot({ path });
      console.log(path);
    }
  }
} finally {
  await dashboard.close();
}
