import { readFile } from 'node:fs/promises';
import type { Result } from './fetch-all.js';
import type { Item } from './item-server.js';

/** What a file of results lacks, by the server's own record; items by their numbers. */
export interface Verification {
  /** Lines with an item, and with an error. */
  readonly done: number;
  readonly failed: number;
  readonly lost: readonly number[];
  readonly twice: readonly number[];
  /** Items whose token isn't the server's. */
  readonly wrong: readonly number[];
}

/** Holds the lines of a file against what the server has. */
export async function verifyResults(path: string, items: readonly Item[]): Promise<Verification> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const got = lines.map((line) => JSON.parse(line) as Result).flatMap((result) => ('item' in result ? [result.item] : []));
  const ids = got.map(({ id }) => id);
  const seen = new Set(ids);
  return {
    done: got.length,
    failed: lines.length - got.length,
    lost: items.map(({ id }) => id).filter((id) => !seen.has(id)),
    // The first line of an item takes it out: any other finds it gone.
    twice: ids.filter((id) => !seen.delete(id)),
    wrong: got.filter(({ id, token }) => items[id]?.token !== token).map(({ id }) => id),
  };
}
