import {
  BehaviorSubject,
  catchError,
  concatMap,
  EMPTY,
  exhaustMap,
  ignoreElements,
  Subject,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { HttpStatusError, type HttpClient } from 'breakwater';
import { applyChange } from '../../../shared/apply-change.js';
import type { KnobChange, Knobs, ServerCounts } from '../../../shared/protocol.js';
import type { EventLog } from '../log/event-log.js';
import { reason } from '../log/tell.js';

const COUNTS_EVERY = 1_000;

/** Turns the server's knobs, and asks what it has counted. */
export class ServerLink {
  /** As they will be once the server has heard of all changes. */
  readonly knobs$: BehaviorSubject<Knobs>;
  readonly counts$ = new BehaviorSubject<ServerCounts | undefined>(undefined);
  readonly #changes$ = new Subject<KnobChange>();

  constructor(
    private readonly http: HttpClient,
    private readonly log: EventLog,
    knobs: Knobs,
  ) {
    this.knobs$ = new BehaviorSubject(knobs);
  }

  start(scheduler: SchedulerLike, running: Subscription): void {
    // One after the other: the last word is the server's last word too.
    running.add(this.#changes$.pipe(concatMap((change) => this.#send(change))).subscribe((knobs) => this.knobs$.next(knobs)));
    const counts$ = timer(0, COUNTS_EVERY, scheduler).pipe(
      exhaustMap(() => this.http.get<ServerCounts>('counts').pipe(catchError(() => EMPTY))),
    );
    running.add(counts$.subscribe(this.counts$));
  }

  change(change: KnobChange): void {
    this.knobs$.next(applyChange(this.knobs$.value, change));
    this.#changes$.next(change);
  }

  /** Emits the knobs as they are where the server refuses the change. */
  #send(change: KnobChange): Observable<Knobs> {
    return this.http.put('control', change).pipe(
      ignoreElements(),
      catchError((error: unknown) => {
        this.log.add({ about: 'server', words: `didn’t take a change: ${refusal(error)}` });
        return this.http.get<Knobs>('control').pipe(catchError(() => EMPTY));
      }),
    );
  }
}

function refusal(error: unknown): string {
  const { error: said } = error instanceof HttpStatusError ? (error.body as { readonly error?: string }) : {};
  return said ?? reason(error);
}
