import { lastValueFrom, timer } from 'rxjs';
import type { HttpClient } from '../../src/index.js';
import { outcomeOf } from './outcome.js';

/** How many answers of a key the client has left, as karma's real server tells, once there is at least one. */
export async function abortsOf(http: HttpClient, key: string): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const { values } = await outcomeOf(http.get<{ aborted: number }>('aborts', { params: { key } }));
    if (values[0]!.aborted > 0) return values[0]!.aborted;
    await lastValueFrom(timer(20));
  }
  return 0;
}
