import { CircuitBreaker, isolateAll, Registry, type CircuitBreakerState } from '../../src/index.js';

const statuses = (breakers: Iterable<CircuitBreaker>): CircuitBreakerState['status'][] =>
  [...breakers].map(({ state$ }) => state$.value.status);

describe('isolateAll', () => {
  it('isolates each, and lifts each by one handle', () => {
    const breakers = [new CircuitBreaker(), new CircuitBreaker(), new CircuitBreaker()];
    const handle = isolateAll(breakers);
    expect(statuses(breakers)).toEqual(['isolated', 'isolated', 'isolated']);
    handle.unsubscribe();
    expect(statuses(breakers)).toEqual(['closed', 'closed', 'closed']);
    handle.unsubscribe();
    expect(statuses(breakers)).toEqual(['closed', 'closed', 'closed']);
  });

  it('leaves a breaker isolated that somebody else isolates too', () => {
    const [alone, shared] = [new CircuitBreaker(), new CircuitBreaker()];
    const other = shared.isolate();
    const [first, second] = [isolateAll([alone, shared]), isolateAll([shared])];
    first.unsubscribe();
    second.unsubscribe();
    expect(statuses([alone, shared])).toEqual(['closed', 'isolated']);
    other.unsubscribe();
    expect(statuses([alone, shared])).toEqual(['closed', 'closed']);
  });

  it('counts a breaker that is named twice as held twice, by the same handle', () => {
    const breaker = new CircuitBreaker();
    isolateAll([breaker, breaker]).unsubscribe();
    expect(breaker.state$.value.status).toBe('closed');
  });

  it('takes what a registry holds at that moment, and what is added later', () => {
    const registry = new Registry((name) => new CircuitBreaker({ name }));
    for (const name of ['a', 'b']) registry.get(name);
    const handle = isolateAll(registry.entries$.value.values());
    expect(statuses([registry.get('a'), registry.get('b'), registry.get('c')])).toEqual(['isolated', 'isolated', 'closed']);
    handle.add(registry.get('c').isolate());
    expect(registry.get('c').state$.value.status).toBe('isolated');
    handle.unsubscribe();
    expect(statuses(registry.entries$.value.values())).toEqual(['closed', 'closed', 'closed']);
  });

  it('of none is a handle all the same', () => {
    expect(isolateAll([]).closed).toBe(false);
  });

  it('goes on to the next where a subscriber lifts one inside next', () => {
    const breakers = [new CircuitBreaker(), new CircuitBreaker()];
    const seen: string[] = [];
    breakers[0]?.state$.subscribe(({ status }) => {
      seen.push(status);
      if (status === 'isolated') breakers[0]?.reset();
    });
    isolateAll(breakers);
    expect([seen, statuses(breakers)]).toEqual([
      ['closed', 'isolated'],
      ['isolated', 'isolated'],
    ]);
  });
});
