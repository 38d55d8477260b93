import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Observable } from 'rxjs';
import { iterate } from 'breakwater/streaming';
import type { Result } from './fetch-all.js';

/** Writes each result as a line of JSON; while the disk is busy no response is read. Resolves when all are written. */
export async function writeResults(results$: Observable<Result>, path: string): Promise<void> {
  const file = createWriteStream(path);
  for await (const result of iterate(results$)) {
    if (!file.write(`${JSON.stringify(result)}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
