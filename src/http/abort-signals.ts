/** Those who wait for one signal, and the listener that tells them. */
interface Audience {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/**
 * The signals that the requests of a client hear, with one listener on each: ten thousand listeners on one signal would cost the
 * square of their number, and Node warns of a leak from the eleventh on.
 */
export class AbortSignals {
  readonly #audiences = new WeakMap<AbortSignal, Audience>();

  /** Calls back once when the signal aborts, first come, first called. What it returns ends that; the last to leave takes the listener along. */
  hear(signal: AbortSignal, onAbort: () => void): () => void {
    const { callbacks, listener } = this.#audiences.get(signal) ?? this.#listen(signal);
    const callback = (): void => onAbort();
    callbacks.add(callback);
    return () => {
      if (!callbacks.delete(callback) || callbacks.size > 0) return;
      signal.removeEventListener('abort', listener);
      this.#audiences.delete(signal);
    };
  }

  #listen(signal: AbortSignal): Audience {
    const callbacks = new Set<() => void>();
    const listener = (): void => {
      for (const callback of callbacks) callback();
    };
    signal.addEventListener('abort', listener);
    const audience = { callbacks, listener };
    this.#audiences.set(signal, audience);
    return audience;
  }
}
