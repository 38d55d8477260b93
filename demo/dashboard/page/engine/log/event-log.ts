import { BehaviorSubject, type Observable, type Subscription } from 'rxjs';
import type { LogEntry } from '../../model.js';

export const KEPT_ENTRIES = 100;

/** The lines of the log; tells of new ones with the beat. */
export class EventLog {
  readonly #entries$ = new BehaviorSubject<readonly LogEntry[]>([]);
  readonly entries$: Observable<readonly LogEntry[]> = this.#entries$;
  #fresh: LogEntry[] = [];
  #key = 0;

  constructor(
    private readonly now: () => number,
    beat$: Observable<unknown>,
    running: Subscription,
  ) {
    running.add(beat$.subscribe(() => this.#tell()));
  }

  add(entry: Omit<LogEntry, 'key' | 'at'>): void {
    this.#fresh.push({ key: ++this.#key, at: this.now(), ...entry });
  }

  #tell(): void {
    if (this.#fresh.length === 0) return;
    this.#entries$.next([...this.#entries$.value, ...this.#fresh].slice(-KEPT_ENTRIES));
    this.#fresh = [];
  }
}
