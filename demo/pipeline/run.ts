import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { asyncScheduler, Subject, takeUntil, tap } from 'rxjs';
import type { PipelineOptions } from '../options.js';
import { stopReasons } from '../stop.js';
import { createPipelineClient, fetchAll, type PipelineClient, type Result } from './fetch-all.js';
import { startItemServer, type ItemServer } from './item-server.js';
import { toProgress } from './progress.js';
import { showStatus } from './status-line.js';
import { pipelineText, type PipelineSummary } from './summary.js';
import { verifyResults } from './verify.js';
import { writeResults } from './write-results.js';

/** A server, a list of URLs and a file, from the first request to the last check. The exit code is 0 only if all is there. */
export async function runPipeline({ urls, json }: PipelineOptions): Promise<void> {
  const output = json ? process.stderr : process.stdout;
  const server = await startItemServer(urls);
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-'));
  try {
    const summary = await fetchToFile(server, join(folder, 'items.ndjson'), output);
    output.write(pipelineText(summary));
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    process.exitCode = summary.ok ? 0 : 1;
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function fetchToFile(server: ItemServer, path: string, output: WriteStream): Promise<PipelineSummary> {
  const { items } = server;
  const client = createPipelineClient(server.url);
  const startedAt = asyncScheduler.now();
  const seen$ = new Subject<Result>();
  const ended$ = new Subject<void>();
  const progress$ = seen$.pipe(toProgress(items.length));
  const showing = showStatus({ progress$, limiter$: client.bucket.state$, breaker$: client.breaker.state$, ended$ }, output);

  const urls = items.map(({ id }) => `items/${id}`);
  const results$ = fetchAll(client.http, urls).pipe(tap(seen$), takeUntil(stopReasons(Infinity, output)));
  await writeResults(results$, path);
  ended$.next();
  await showing;
  return summarise(server, client, path, asyncScheduler.now() - startedAt);
}

async function summarise(server: ItemServer, { retries }: PipelineClient, path: string, duration: number): Promise<PipelineSummary> {
  const { items, received, faults } = server;
  const verification = await verifyResults(path, items);
  const { lost, twice, wrong, done, failed } = verification;
  const ok = lost.length + twice.length + wrong.length + failed === 0 && done === items.length;
  return { ok, urls: items.length, ...verification, seconds: duration / 1000, retries: retries(), received: received(), faults };
}
