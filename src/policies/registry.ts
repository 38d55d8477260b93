import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { requireOption } from '../validation/require-option.js';

export interface RegistryOptions {
  /** How many entries may stay; more only while none of them is idle. Default: 1_000. */
  maxSize?: number;
}

/** Scanned entries that were kept pay for themselves: after so many of them one `get` goes without a scan. */
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
  #getsWithoutScan = 0;

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
    const known = this.#entries.get(key);
    const policy = known ?? this.#create(key);
    this.#entries.delete(key);
    this.#entries.set(key, policy);
    const hasEvicted = this.#entries.size > this.#maxSize && this.#evict(key);
    if (known === undefined || hasEvicted) this.#changed();
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

  #evict(newest: string): boolean {
    if (this.#getsWithoutScan-- > 0) return false;
    const before = this.#entries.size;
    let kept = 0;
    for (const [key, policy] of this.#entries) {
      if (this.#entries.size <= this.#maxSize || key === newest) break;
      if (policy.idle) this.#entries.delete(key);
      else kept++;
    }
    this.#getsWithoutScan = Math.floor(kept / KEPT_PER_GET);
    return this.#entries.size < before;
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#states.observed) this.#states.emit(this.#states.value);
  }
}
