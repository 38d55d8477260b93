// Measures what the dashboard costs its browser at 200 requests a second, and holds it against the budgets: `npm run measure:page`,
// with `-- --seconds 30` for a longer look. Exit code 1 when one is missed. The main thread's work is CPU time, so that what other
// programs take from it isn't laid to the page; frames have no such measure: on a busy machine they are the machine's.
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDashboard } from '../support/dashboard-page.js';
import { watchFrames } from '../support/frame-times.js';
import { setLoad } from '../support/page-load.js';
import { taskSeconds } from '../support/page-metrics.js';
import { MOST_SCRIPT_BYTES, scriptBytes } from '../support/page-size.js';

const WARM_UP = 5_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const seconds = Number(values.seconds);
const dashboard = await openDashboard();
try {
  const page = await dashboard.browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await page.goto(dashboard.server.url);
  await page.locator('[data-scenario]').first().waitFor();
  await setLoad(page, 200);
  await sleep(WARM_UP);

  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const [before, arrivedBefore, start] = [await taskSeconds(session), arrived(), performance.now()];
  await sleep(seconds * 1_000);
  const [after, arrivedAfter, end] = [await taskSeconds(session), arrived(), performance.now()];
  const elapsed = (end - start) / 1_000;
  const idle = 1 - (after - before) / elapsed;
  const rate = (arrivedAfter - arrivedBefore) / elapsed;
  const frames = await watchFrames(page, seconds * 1_000);

  const bytes = scriptBytes(dashboard.files);
  const judged = [
    judge('JavaScript (gzip)', `${(bytes / 1_000).toFixed(1)} kB`, bytes < MOST_SCRIPT_BYTES, 'under 60 kB'),
    judge('requests at the server', `${rate.toFixed(0)} a second`, rate > 150, 'at a load of 200, or the rest means little'),
    judge('main thread idle', `${(idle * 100).toFixed(1)} %`, idle > 0.8, 'over 80 %'),
    judge('frames within 20 ms', `${(frames.within20 * 100).toFixed(1)} %`, frames.within20 >= 0.95, 'at least 95 %'),
  ];
  console.log(`frames: ${frames.frames}, p99 ${frames.p99.toFixed(1)} ms, longest ${frames.longest.toFixed(1)} ms`);
  console.log(
    `load of the machine: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  process.exitCode = judged.every(Boolean) ? 0 : 1;
} finally {
  await dashboard.close();
}

function arrived(): number {
  return Object.values(dashboard.server.counts().services).reduce((sum, service) => sum + service.protected.arrived, 0);
}

function judge(what: string, figure: string, isKept: boolean, budget: string): boolean {
  console.log(`${isKept ? '✓' : '✗'} ${what}: ${figure} (${budget})`);
  return isKept;
}
