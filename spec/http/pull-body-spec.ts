import { tap } from 'rxjs';
import { pullBody, type ChunkReader } from '../../src/http/pull-body.js';
import { holdNow } from '../support/hold-for.js';

describe('pullBody', () => {
  function body(): { readonly calls: string[]; readonly body$: ReturnType<typeof pullBody> } {
    const calls: string[] = [];
    const read = (): Promise<{ value: Uint8Array }> => {
      calls.push('read');
      return Promise.resolve({ value: new Uint8Array(1) });
    };
    return {
      calls,
      body$: pullBody(
        () => ({ read, cancel: () => calls.push('cancel') }),
        (cause) => cause as Error,
      ),
    };
  }

  const ends: readonly [end: string, read: ChunkReader['read'], log: readonly unknown[]][] = [
    ['its end', () => Promise.resolve({ done: true }), ['complete']],
    ['breaking off', () => Promise.reject(new Error('broken')), [new Error('broken')]],
  ];
  for (const [end, read, log] of ends) {
    it(`cancels nothing after ${end}`, async () => {
      const seen: unknown[] = [];
      const body$ = pullBody(
        () => ({ read, cancel: () => seen.push('cancel') }),
        (cause) => cause as Error,
      );
      body$.subscribe({ error: (error: unknown) => seen.push(error), complete: () => seen.push('complete') });
      await settled();
      expect(seen).toEqual([...log]);
    });
  }

  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

  it('reads no further while its reader is held, and on when it is free', async () => {
    const { calls, body$ } = body();
    const releases: (() => void)[] = [];
    const subscription = body$.pipe(holdNow(releases)).subscribe();
    await settled();
    expect(calls).toEqual(['read']);
    releases[0]!();
    await settled();
    expect(calls).toEqual(['read', 'read']);
    subscription.unsubscribe();
  });

  it('left while its reader is held, cancels at once and reads nothing more when that is free', async () => {
    const { calls, body$ } = body();
    const releases: (() => void)[] = [];
    const subscription = body$.pipe(holdNow(releases)).subscribe();
    await settled();
    subscription.unsubscribe();
    expect(calls).toEqual(['read', 'cancel']);
    releases[0]!();
    await settled();
    expect(calls).toEqual(['read', 'cancel']);
  });

  it('left inside next, reads nothing more', async () => {
    const { calls, body$ } = body();
    const subscription = body$.pipe(tap(() => subscription.unsubscribe())).subscribe();
    await settled();
    expect(calls).toEqual(['read', 'cancel']);
  });
});
