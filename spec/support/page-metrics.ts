import type { CDPSession } from 'playwright-core';

/** The seconds that the main thread has spent in tasks. */
export async function taskSeconds(session: CDPSession): Promise<number> {
  return (await pageMetrics(session)).get('TaskDuration') ?? NaN;
}

/** What the browser counts of a page: `TaskDuration` in seconds, `Nodes`, `JSEventListeners` … */
export async function pageMetrics(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** The heap after forced collections, in bytes. */
export async function heapAfterCollection(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}
