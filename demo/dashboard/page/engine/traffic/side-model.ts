import { BehaviorSubject, distinctUntilChanged, interval, map, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { HttpClientEvent } from 'breakwater';
import type { NowSample, SecondSample, SideModel } from '../../model.js';
import { amplification, Second } from './second.js';
import { emptySecond, total, type Totals } from './totals.js';

export interface SideSources {
  readonly events$: Observable<HttpClientEvent>;
  /** Attempts on the wire, of the requests that run. */
  readonly inFlight: (running: number) => number;
  readonly beat$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
}

const KEPT = 120;
const AVERAGED = 5;

/** Shows the traffic of a side, second by second and as it is now. */
export function sideModel({ events$, inFlight, beat$, scheduler }: SideSources, running: Subscription): SideModel {
  const tally = new Tally(inFlight, scheduler.now());
  const seconds$ = new BehaviorSubject(tally.seconds);
  const now$ = new BehaviorSubject(tally.read());
  running.add(events$.subscribe((event) => tally.add(event)));
  running.add(
    interval(1_000, scheduler)
      .pipe(map(() => tally.endSecond(scheduler.now())))
      .subscribe(seconds$),
  );
  running.add(
    beat$
      .pipe(
        map(() => tally.read()),
        distinctUntilChanged(isSame),
      )
      .subscribe(now$),
  );
  return { seconds$, now$ };
}

class Tally {
  seconds: readonly SecondSample[];
  #second = new Second();
  #totals = total([]);
  #recent: Pick<NowSample, 'requestsPerSecond' | 'okPerSecond' | 'amplification'> = { requestsPerSecond: 0, okPerSecond: 0 };
  #running = 0;

  constructor(
    private readonly inFlight: (running: number) => number,
    startedAt: number,
  ) {
    this.seconds = Array.from({ length: KEPT }, (_, index) => emptySecond(startedAt - (KEPT - 1 - index) * 1_000));
  }

  add(event: HttpClientEvent): void {
    if (event.type === 'started') this.#running++;
    if ('duration' in event) this.#running--;
    this.#second.add(event);
  }

  endSecond(at: number): readonly SecondSample[] {
    const sample = this.#second.end(at);
    this.#second = new Second();
    this.#totals = total([this.#totals, sample]);
    this.seconds = [...this.seconds.slice(1), sample];
    this.#recent = averages(total(this.seconds.slice(-AVERAGED)));
    return this.seconds;
  }

  read(): NowSample {
    const inFlight = this.inFlight(this.#running);
    return { inFlight, waiting: Math.max(0, this.#running - inFlight), ...this.#recent, totals: this.#totals };
  }
}

function averages(counts: Totals): Pick<NowSample, 'requestsPerSecond' | 'okPerSecond' | 'amplification'> {
  return { requestsPerSecond: counts.requests / AVERAGED, okPerSecond: counts.ok / AVERAGED, amplification: amplification(counts) };
}

function isSame(one: NowSample, other: NowSample): boolean {
  return one.inFlight === other.inFlight && one.waiting === other.waiting && one.totals === other.totals;
}
