import { asyncScheduler, firstValueFrom, shareReplay, takeUntil } from 'rxjs';
import { createDemoClient } from './client.js';
import { steadyLoad } from './load.js';
import type { DemoOptions } from '../options.js';
import { planRun } from './plan.js';
import { summarise } from './report/summary.js';
import { summaryText } from './report/summary-text.js';
import { watch } from './report/watch.js';
import { playScript } from './server/play-script.js';
import { serverScript } from './server/script.js';
import { startServer } from './server/start-server.js';
import { stopRequest } from '../stop.js';
import { show } from './view/show.js';
import { warmUp } from './warm-up.js';

/** Server, client, load and picture, from the start to the summary. */
export async function runDemo({ seconds, rate, json }: DemoOptions): Promise<void> {
  const output = json ? process.stderr : process.stdout;
  const plan = planRun({ seconds, rate });
  const phase$ = playScript(serverScript(rate), plan.period, plan.isEndless).pipe(shareReplay({ bufferSize: 1, refCount: true }));

  await warmUp();
  const server = await startServer(phase$);
  const startedAt = asyncScheduler.now();
  const stop$ = stopRequest(seconds, output);
  const client = createDemoClient(server.url, plan);
  const report$ = watch(client, server, phase$).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  const watching = report$.subscribe();

  const showing = show({ report$, client, phase$, plan, startedAt, stop$, output });
  steadyLoad(client.http, rate).pipe(takeUntil(stop$)).subscribe();
  await showing;

  await server.close();
  const endedBy = await firstValueFrom(stop$);
  const summary = summarise(await firstValueFrom(report$), startedAt, endedBy);
  watching.unsubscribe();
  output.write(summaryText(summary));
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
}
