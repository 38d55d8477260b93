import type { Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';

/** Plain fetch: errors with an object with the `status` where the answer isn't ok. */
export function plainGet(url: string): Observable<unknown> {
  return fromFetch(url, { selector: readJson });
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { status: response.status });
  return response.json();
}
