import { tap, type Observable } from 'rxjs';
import type { AdaptivePermit } from '../policies/adaptive-permit.js';
import type { BulkheadPermit } from '../policies/concurrency-queue.js';

/** Tells the permit of an adaptive limit when its call begins, and how it goes; with any other permit the call is left as it is. */
export function watchCall<T>(call: Observable<T>, permit: BulkheadPermit | AdaptivePermit): Observable<T> {
  if (!('started' in permit)) return call;
  const succeeded = (): void => permit.succeeded();
  return call.pipe(
    tap({ subscribe: () => permit.started(), next: succeeded, error: (error: unknown) => permit.failed(error), complete: succeeded }),
  );
}
