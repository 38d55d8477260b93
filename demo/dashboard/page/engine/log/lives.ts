import { filter, map, startWith, Subject, type Observable } from 'rxjs';
import type { HttpClientEvent } from 'breakwater';
import type { LifeStep } from '../../model.js';
import type { ToldRetry } from '../service/guarded-service.js';
import { Life } from './life.js';

/** The lives of the requests that run, and of the last ones that the log names. */
export class Lives {
  readonly #running = new Map<string, Life>();
  readonly #kept = new Map<string, Life>();
  readonly #changed$ = new Subject<string>();

  constructor(private readonly most: number) {}

  /** Forgets a request at its end, unless `isKept`. */
  add(told: HttpClientEvent | ToldRetry, isKept: boolean): void {
    const { id } = told;
    if ('type' in told && told.type === 'started') this.#running.set(id, new Life());
    const life = this.#running.get(id);
    if (!life) return;
    life.add(told);
    if ('duration' in told) this.#end(id, life, isKept);
    this.#changed$.next(id);
  }

  /** The steps of a request, now and at each change. */
  watch(wanted: string): Observable<readonly LifeStep[]> {
    return this.#changed$.pipe(
      filter((id) => id === wanted),
      startWith(wanted),
      map((id) => (this.#running.get(id) ?? this.#kept.get(id))?.steps() ?? []),
    );
  }

  #end(id: string, life: Life, isKept: boolean): void {
    this.#running.delete(id);
    if (!isKept) return;
    this.#kept.set(id, life);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
