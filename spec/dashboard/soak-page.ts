// Leaves the dashboard open, at 200 requests a second and with a scenario after the other, and looks at its heap and its frames:
// `npm run soak:page -- --minutes 15`. Exit code 1 when the heap isn't flat after collection or the frames are late.
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openDashboard } from '../support/dashboard-page.js';
import { watchFrames, type FrameTimes } from '../support/frame-times.js';
import { setLoad } from '../support/page-load.js';
import { heapAfterCollection, pageMetrics } from '../support/page-metrics.js';

/** All rings and windows are full by then: two minutes of samples, and each scenario's kind of entries. */
const WARM_UP_MINUTES = 3;
/** What a heap of some megabytes breathes between two collections. */
const NOISE_BYTES = 1_500_000;
const LOOK = 10_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '15' } } });
const minutes = Number(values.minutes);
const warmUp = Math.min(WARM_UP_MINUTES, minutes / 3);
const dashboard = await openDashboard();
try {
  const page = await dashboard.browser.newPage({ viewport: { width: 1_280, height: 800 } });
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.message));
  await page.goto(dashboard.server.url);
  await page.locator('[data-scenario]').first().waitFor();
  await setLoad(page, 200);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');

  const end = Date.now() + minutes * 60_000;
  const heaps: { readonly minute: number; readonly bytes: number }[] = [];
  const looks: FrameTimes[] = [];
  while (Date.now() < end) {
    await playNext(page, looks.length);
    looks.push(await watchFrames(page, LOOK));
    await sleep(Math.min(50_000, Math.max(0, end - Date.now())));
    const minute = minutes - (end - Date.now()) / 60_000;
    const [bytes, metrics] = [await heapAfterCollection(session), await pageMetrics(session)];
    heaps.push({ minute, bytes });
    console.log(
      `${minute.toFixed(1)} min: heap ${mb(bytes)}, nodes ${metrics.get('Nodes')}, listeners ${metrics.get('JSEventListeners')}, ` +
        `frames within 20 ms ${percent(looks.at(-1)!.within20)}, load ${loadavg()[0]!.toFixed(1)}`,
    );
  }

  const settled = heaps.filter(({ minute }) => minute >= warmUp).map(({ bytes }) => bytes);
  const half = Math.ceil(settled.length / 2);
  const grown = median(settled.slice(half)) - median(settled.slice(0, half));
  const frames = looks.reduce((sum, look) => sum + look.frames, 0);
  const within20 = looks.reduce((sum, look) => sum + look.within20 * look.frames, 0) / frames;
  const verdicts = [
    judge(
      `heap after collection, later half against earlier: ${grown >= 0 ? '+' : ''}${mb(grown)}`,
      grown < NOISE_BYTES,
      `flat within ${mb(NOISE_BYTES)}`,
    ),
    judge(`frames within 20 ms: ${percent(within20)}`, within20 >= 0.95, 'at least 95 %'),
    judge(`errors in the page: ${mistakes.length} ${[...new Set(mistakes)].join('; ')}`, mistakes.length === 0, 'none'),
  ];
  process.exitCode = verdicts.every(Boolean) ? 0 : 1;
} finally {
  await dashboard.close();
}

async function playNext(page: Page, turn: number): Promise<void> {
  const scenarios = page.locator('[data-scenario]');
  await scenarios.nth(turn % (await scenarios.count())).click();
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function judge(what: string, isKept: boolean, budget: string): boolean {
  console.log(`${isKept ? '✓' : '✗'} ${what} (${budget})`);
  return isKept;
}

function mb(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
