import { Observable, type SchedulerLike } from 'rxjs';
import type { Chance } from '../chance.js';

/** Somebody else has written since the record was read. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** The mean time that a message takes one way, in milliseconds, and how much it varies (standard deviation). */
const LATENCY = 10;
const DEVIATION = 2;

/**
 * A record that many write to, by optimistic concurrency control: who writes says which version it has read, and is refused when that
 * is no longer the newest. Each message takes its time, there and back.
 */
export class VersionedRecord {
  writes = 0;
  #version = 0;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly chance: Chance,
  ) {}

  /** Reads the record and writes it, once. */
  readonly change = new Observable<void>((client) => {
    const send = (arrive: () => void): void => {
      client.add(this.scheduler.schedule(arrive, Math.abs(this.chance.normal(LATENCY, DEVIATION))));
    };
    send(() => {
      const seen = this.#version;
      send(() =>
        send(() => {
          const isWritten = this.#write(seen);
          send(() => (isWritten ? client.complete() : client.error(new ConflictError())));
        }),
      );
    });
  });

  #write(seen: number): boolean {
    this.writes++;
    if (seen !== this.#version) return false;
    this.#version++;
    return true;
  }
}
