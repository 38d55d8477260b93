import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { createClock, type Clock } from '../time/clock.js';
import { requireOption, requirePositiveDuration } from '../validation/require-option.js';
import { EntryStates, type StateOf } from './entry-states.js';
import { IdleLook } from './idle-look.js';
import { RecencyList, type Recent } from './recency-list.js';

export interface RegistryOptions {
  /** How many entries may stay; more only while none of them is idle. Default: 1_000. */
  maxSize?: number;
  /** Milliseconds after its last `get` at which an idle entry goes, at the next `get` of another. Default: `Infinity`. */
  maxAge?: number;
  /** Its clock, read only where `maxAge` is given. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

interface Entry<P> extends Recent {
  readonly key: string;
  readonly policy: P;
  usedAt: number;
}

/**
 * One policy per key, made at its first `get`. Beyond `maxSize`, or when it is older than `maxAge`, the least recently used *idle*
 * entry goes; where none is idle the registry grows, and shrinks at later `get`s. It has no timers. State is shared by all who use the
 * same object.
 *
 * @example
 * const breakers = new Registry((name) => new CircuitBreaker({ name }));
 * const breaker = breakers.get('https://api.example.com');
 * breakers.states$.subscribe((states) => console.log([...states].map(([key, { status }]) => `${key}: ${status}`)));
 */
export class Registry<P extends { readonly idle: boolean }> {
  /** The entries; emits when one comes or goes. */
  readonly entries$: StateObservable<ReadonlyMap<string, P>>;
  /**
   * The states of all entries, for a dashboard; emits when an entry comes, goes, or tells a change on its `state$`. Each emission is a
   * new map of all of them, made while somebody listens. Listening keeps no entry from being evicted.
   */
  readonly states$: StateObservable<ReadonlyMap<string, StateOf<P>>>;
  readonly #create: (key: string) => P;
  readonly #maxSize: number;
  readonly #maxAge: number;
  readonly #clock: Clock | undefined;
  readonly #entries = new Map<string, Entry<P>>();
  readonly #recency = new RecencyList<Entry<P>>();
  readonly #list: StateSubject<ReadonlyMap<string, P>>;
  readonly #states: EntryStates<P>;
  #snapshot: ReadonlyMap<string, P> | undefined;
  readonly #bySize = new IdleLook();
  readonly #byAge = new IdleLook();

  constructor(create: (key: string) => P, options: RegistryOptions = {}) {
    const { maxSize = 1000, maxAge = Infinity, scheduler = asyncScheduler } = options;
    const isSize = maxSize === Infinity || (Number.isInteger(maxSize) && maxSize >= 1);
    requireOption(isSize, 'maxSize', 'a whole number from 1, or Infinity', maxSize);
    requirePositiveDuration('maxAge', maxAge);
    this.#create = create;
    this.#maxSize = maxSize;
    this.#maxAge = maxAge;
    this.#clock = maxAge === Infinity ? undefined : createClock(scheduler);
    this.#list = new StateSubject({ read: () => (this.#snapshot ??= this.#listed()) });
    this.entries$ = this.#list;
    this.#states = new EntryStates(() => this.entries$.value);
    this.states$ = this.#states.states$;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The policy of a key, made now if need be; throws what `create` throws. */
  get(key: string): P {
    const known = this.#entries.get(key);
    const entry = known ?? this.#made(key);
    if (this.#clock) entry.usedAt = this.#clock();
    this.#recency.use(entry);
    const hasEvicted = (this.#clock || this.#entries.size > this.#maxSize) && this.#evict(entry);
    if (!known || hasEvicted) this.#changed();
    return entry.policy;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Forgets a key; who still holds its policy keeps using it. False when there was none. */
  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#drop(entry);
    this.#changed();
    return true;
  }

  /** Where `create` got this very key, its policy is there already. */
  #made(key: string): Entry<P> {
    const policy = this.#create(key);
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry<P> = { key, policy, usedAt: 0, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    return entry;
  }

  #drop(entry: Entry<P>): void {
    this.#entries.delete(entry.key);
    this.#recency.remove(entry);
  }

  #evict(newest: Entry<P>): boolean {
    const before = this.#entries.size;
    this.#dropIdle(newest, this.#bySize, () => this.#entries.size > this.#maxSize);
    const now = this.#clock?.() ?? -Infinity;
    this.#dropIdle(newest, this.#byAge, ({ usedAt }) => now - usedAt >= this.#maxAge);
    return this.#entries.size < before;
  }

  /** Looks from the least recent on. Whether an entry is idle may be told to somebody, who drops others. */
  #dropIdle(newest: Entry<P>, look: IdleLook, shouldGo: (entry: Entry<P>) => boolean): void {
    let mayKeep = look.begin(this.#entries.size);
    let entry = this.#recency.oldest;
    while (entry && entry !== newest && mayKeep > 0 && shouldGo(entry)) {
      const { newer }: Entry<P> = entry;
      if (this.#states.isIdle(entry.key, entry.policy)) this.#drop(entry);
      else mayKeep--;
      entry = newer;
    }
    if (!this.#isDue(shouldGo)) look.end();
  }

  #isDue(shouldGo: (entry: Entry<P>) => boolean): boolean {
    const { oldest } = this.#recency;
    return oldest !== undefined && shouldGo(oldest);
  }

  #listed(): ReadonlyMap<string, P> {
    const policies = new Map<string, P>();
    for (let entry = this.#recency.oldest; entry; entry = entry.newer) policies.set(entry.key, entry.policy);
    return policies;
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#list.observed) this.#list.emit(this.#list.value);
    this.#states.changed();
  }
}
