import { Observable } from 'rxjs';

/** Plain fetch: errors with an object with the `status` where the answer isn't ok. Unsubscribing aborts it. */
export function plainGet(url: string): Observable<unknown> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    fetch(url, controller)
      .then(readJson)
      .then(
        (value) => {
          subscriber.next(value);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error),
      );
    return () => controller.abort();
  });
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { status: response.status });
  return response.json();
}
