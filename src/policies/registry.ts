import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { requireOption } from '../validation/require-option.js';

export interface RegistryOptions {
  /** How many entries may stay; more only while none of them is idle. Default: 1_000. */
  maxSize?: number;
}

/** Busy entries that one `get` passes by, looking for idle ones, where there are too few of these to get down to `maxSize`. */
const KEPT_PER_GET = 64;

/**
 * One policy per key, made at its first `get`. Beyond `maxSize` the least recently used *idle* entry goes; where none is idle
 * the registry grows, and shrinks at later `get`s. It has no timers. State is shared by all who use the same object.
 *
 * @example
 * const breakers = new Registry((name) => new CircuitBreaker({ name }));
 * const breaker = breakers.get('https://api.example.com');
 */
export class Registry<P extends { readonly idle: boolean }> {
  /** The entries; emits when one comes or goes. */
  readonly entries$: StateObservable<ReadonlyMap<string, P>>;
  readonly #create: (key: string) => P;
  readonly #maxSize: number;
  readonly #entries = new Map<string, P>();
  readonly #states: StateSubject<ReadonlyMap<string, P>>;
  #snapshot: ReadonlyMap<string, P> | undefined;
  /** `get`s since a look at all entries; it is free again once one has got down to `maxSize`. */
  #getsSinceLook = Infinity;

  constructor(create: (key: string) => P, options: RegistryOptions = {}) {
    const { maxSize = 1000 } = options;
    requireOption(
      maxSize === Infinity || (Number.isInteger(maxSize) && maxSize >= 1),
      'maxSize',
      'a whole number from 1, or Infinity',
      maxSize,
    );
    this.#create = create;
    this.#maxSize = maxSize;
    this.#states = new StateSubject({ read: () => (this.#snapshot ??= new Map(this.#entries)) });
    this.entries$ = this.#states;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The policy of a key, made now if need be; throws what `create` throws. */
  get(key: string): P {
    const isKnown = this.#entries.has(key);
    const policy = this.#entries.get(key) ?? this.#made(key);
    this.#entries.delete(key);
    this.#entries.set(key, policy);
    const hasEvicted = this.#entries.size > this.#maxSize && this.#evict(key);
    if (!isKnown || hasEvicted) this.#changed();
    return policy;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Forgets a key; who still holds its policy keeps using it. False when there was none. */
  delete(key: string): boolean {
    const isKnown = this.#entries.delete(key);
    if (isKnown) this.#changed();
    return isKnown;
  }

  /** Where `create` got this very key, its policy is there already. */
  #made(key: string): P {
    const made = this.#create(key);
    return this.#entries.get(key) ?? made;
  }

  /** Looks from the least recent on. Where most are busy, it looks at all only as often as so many `get`s have paid for. */
  #evict(newest: string): boolean {
    const before = this.#entries.size;
    const looksAtAll = ++this.#getsSinceLook * KEPT_PER_GET >= before;
    let mayKeep = looksAtAll ? Infinity : KEPT_PER_GET;
    for (const [key, policy] of this.#entries) {
      if (this.#entries.size <= this.#maxSize || key === newest || mayKeep === 0) break;
      if (policy.idle) this.#entries.delete(key);
      else mayKeep--;
    }
    if (looksAtAll) this.#getsSinceLook = 0;
    if (this.#entries.size <= this.#maxSize) this.#getsSinceLook = Infinity;
    return this.#entries.size < before;
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#states.observed) this.#states.emit(this.#states.value);
  }
}
