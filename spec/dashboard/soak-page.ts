// Leaves the dashboard open, at 200 requests a second and with a scenario after the other, every second one with the side without
// Breakwater, and looks at the heaps of page and worker and at the frames: `npm run soak:page -- --minutes 15`. Exit code 1 when a
// heap isn't flat after collection or the frames are late.
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { openDashboard } from '../support/dashboard-page.js';
import { watchFrames, type FrameTimes } from '../support/frame-times.js';
import { setLoad } from '../support/page-load.js';
import { heapAfterCollection, pageMetrics } from '../support/page-metrics.js';
import { workerHeapAfterCollection } from '../support/worker-heap.js';

/** All rings and windows are full by then: two minutes of samples, and each scenario's kind of entries. */
const WARM_UP_MINUTES = 3;
/** What a heap of some megabytes breathes between two collections. */
const NOISE_BYTES = 1_500_000;
const LOOK = 10_000;
/** What runs without Breakwater has ended by then: heaps are compared with like loads. */
const QUIET = 10_000;

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
  const heaps: { readonly minute: number; readonly bytes: number; readonly workerBytes: number }[] = [];
  const looks: FrameTimes[] = [];
  while (Date.now() < end) {
    await playNext(page, looks.length);
    looks.push(await watchFrames(page, LOOK));
    await sleep(Math.min(40_000, Math.max(0, end - Date.now())));
    await naiveSwitch(page).setChecked(false);
    await sleep(QUIET);
    const minute = minutes - (end - Date.now()) / 60_000;
    const [bytes, workerBytes, metrics] = [
      await heapAfterCollection(session),
      await workerHeapAfterCollection(session),
      await pageMetrics(session),
    ];
    heaps.push({ minute, bytes, workerBytes });
    console.log(
      `${minute.toFixed(1)} min: heap ${mb(bytes)}, of the worker ${mb(workerBytes)}, nodes ${metrics.get('Nodes')}, listeners ${metrics.get('JSEventListeners')}, ` +
        `frames within 20 ms ${percent(looks.at(-1)!.within20)}, load ${loadavg()[0]!.toFixed(1)}`,
    );
  }

  const settled = heaps.filter(({ minute }) => minute >= warmUp);
  const frames = looks.reduce((sum, look) => sum + look.frames, 0);
  const within20 = looks.reduce((sum, look) => sum + look.within20 * look.frames, 0) / frames;
  const verdicts = [
    judgeHeap(
      'page',
      settled.map(({ bytes }) => bytes),
    ),
    judgeHeap(
      'worker',
      settled.map(({ workerBytes }) => workerBytes),
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
  await naiveSwitch(page).setChecked(turn % 2 === 1);
  const count = await scenarios.count();
  await scenarios.nth((turn + Math.floor(turn / count)) % count).click(); // in the next round each has the other kind of turn
}

function naiveSwitch(page: Page): Locator {
  return page.getByLabel('Side by side without Breakwater');
}

function judgeHeap(whose: string, bytes: readonly number[]): boolean {
  const half = Math.ceil(bytes.length / 2);
  const grown = median(bytes.slice(half)) - median(bytes.slice(0, half));
  const figure = `heap of the ${whose} after collection, later half against earlier: ${grown >= 0 ? '+' : ''}${mb(grown)}`;
  return judge(figure, grown < NOISE_BYTES, `flat within ${mb(NOISE_BYTES)}`);
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
