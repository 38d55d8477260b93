import type { Observable } from 'rxjs';

/** How a stream went, when it is over. */
export interface Outcome<T> {
  readonly values: T[];
  readonly error?: unknown;
}

/** Subscribes, and resolves at the end, whichever end it is. */
export function outcomeOf<T>(source: Observable<T>): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const values: T[] = [];
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => resolve({ values, error }),
      complete: () => resolve({ values }),
    });
  });
}

/** The error of a stream that has to fail. */
export async function errorOf(source: Observable<unknown>): Promise<Error & Record<string, unknown>> {
  const { error } = await outcomeOf(source);
  if (!(error instanceof Error)) throw new Error(`Expected an error, but it was ${String(error)}.`);
  return error as Error & Record<string, unknown>;
}
