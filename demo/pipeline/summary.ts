import type { Fault } from './faults.js';
import type { Verification } from './verify.js';

/** What became of a list. */
export interface PipelineSummary extends Verification {
  /** Nothing failed, and nothing is lost, twice or wrong. */
  readonly ok: boolean;
  readonly urls: number;
  readonly seconds: number;
  readonly retries: number;
  /** What the server says: requests that arrived, and how many of them it spoilt. */
  readonly received: number;
  readonly faults: Readonly<Record<Fault, number>>;
}

/** The summary in words. */
export function pipelineText(summary: PipelineSummary): string {
  const { ok, urls, done, failed, seconds, retries, received, faults, lost, twice, wrong } = summary;
  const spoilt = Object.entries(faults).map(([fault, count]) => `${fault} ${count}`);
  return `${done} of ${urls} items in ${seconds.toFixed(1)} s, ${failed} failed.
The server received ${received} requests and spoilt some (${spoilt.join(', ')}); ${retries} retries made up for it.
Held against its record: ${lost.length} lost, ${twice.length} twice, ${wrong.length} wrong. ${ok ? 'All there.' : 'NOT ALL THERE.'}
`;
}
