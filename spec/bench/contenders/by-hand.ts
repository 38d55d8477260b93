import { fromPromise, type Peer, type Work } from './peer.js';

// The floor: what a careful developer writes around an async call without a library. It was written before anything was measured.

const MAX_RETRIES = 3;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 30_000;
const TIMEOUT = 10_000;

class TimeoutError extends Error {}
class CircuitOpenError extends Error {}

/** Opens after so many failures in a row, and lets one call try again when `openDuration` is over. */
function createBreaker(threshold: number, openDuration: number) {
  let failures = 0;
  let openUntil = 0;
  let isProbing = false;
  return {
    admit(): void {
      if (failures < threshold) return;
      if (isProbing || Date.now() < openUntil) throw new CircuitOpenError('The circuit is open.');
      isProbing = true;
    },
    succeeded(): void {
      failures = 0;
      isProbing = false;
    },
    failed(): void {
      failures += 1;
      isProbing = false;
      if (failures >= threshold) openUntil = Date.now() + openDuration;
    },
  };
}

/** Refills continuously; who finds no token waits, first come, first served. */
function createBucket(capacity: number, refillPerSecond: number) {
  const waiting: (() => void)[] = [];
  let tokens = capacity;
  let filledAt = Date.now();

  const refill = (): void => {
    const now = Date.now();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * refillPerSecond);
    filledAt = now;
  };
  const wakeLater = (): void => {
    setTimeout(wake, Math.ceil(((1 - tokens) / refillPerSecond) * 1000));
  };
  const wake = (): void => {
    refill();
    while (tokens >= 1 && waiting.length > 0) {
      tokens -= 1;
      waiting.shift()!();
    }
    if (waiting.length > 0) wakeLater();
  };
  return {
    tryTake(): boolean {
      refill();
      if (waiting.length > 0 || tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    turn(): Promise<void> {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) wakeLater();
      });
    },
  };
}

function withTimeout<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeoutError(`No answer within ${TIMEOUT} ms.`)), TIMEOUT);
    work().then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

async function pauseBefore(retry: number): Promise<void> {
  const delay = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** retry);
  await new Promise((resolve) => setTimeout(resolve, delay));
}

function createGuard(isOpen: boolean): <T>(work: () => Promise<T>) => Promise<T> {
  const breaker = createBreaker(5, 30_000);
  const bucket = createBucket(1e9, 1e9);
  if (isOpen) for (let failure = 0; failure < 5; failure++) breaker.failed();

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    breaker.admit();
    try {
      if (!bucket.tryTake()) await bucket.turn();
      const value = await withTimeout(work);
      breaker.succeeded();
      return value;
    } catch (error) {
      breaker.failed();
      throw error;
    }
  }

  return async <T>(work: () => Promise<T>): Promise<T> => {
    for (let retry = 0; ; retry++) {
      try {
        return await attempt(work);
      } catch (error) {
        if (retry === MAX_RETRIES || error instanceof CircuitOpenError) throw error;
        await pauseBefore(retry);
      }
    }
  };
}

export const byHand: Peer = {
  name: 'hand-written promises',
  bare: (work: Work) => fromPromise(work),
  timeout: (work: Work) => fromPromise(() => withTimeout(work)),
  composed(work: Work) {
    const guard = createGuard(false);
    return fromPromise(() => guard(work));
  },
  composedRefused(work: Work) {
    const guard = createGuard(true);
    return fromPromise(() => guard(work));
  },
};
