import type { MarbleAnswer } from 'breakwater/testing';
import { createStage, latest, type Stage } from './stage.js';

describe('the dashboard’s stream', () => {
  let stage: Stage;
  afterEach(() => stage.model.dispose());

  it('goes on behind a cut without a gap', () => {
    play(events('h(abc)#', 1), events('h(abc)', 4));
    const { status, received, gaps, repeats, reconnects, lastId, recent } = stage.model.stream$.value;
    expect({ status, received, gaps, repeats, reconnects, lastId }).toEqual({
      status: 'open',
      received: 6,
      gaps: 0,
      repeats: 0,
      reconnects: 1,
      lastId: '6',
    });
    expect(recent.map(({ n, connection }) => [n, connection])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [6, 2],
    ]);
    expect(latest(stage.model.log$).map(({ words }) => words)).toContain('goes on behind event 3');
    expect(
      stage.transport.requests
        .filter(({ request }) => request.url.endsWith('/ticks'))
        .map(({ request }) => request.headers.get('last-event-id')),
    ).toEqual([null, '3']);
  });

  it('counts what never came, and what came twice', () => {
    play(events('h(abc)#', 1), events('h(abc)#', 8), events('h(abc)', 5));
    const { received, gaps, repeats } = stage.model.stream$.value;
    expect({ received, gaps, repeats }).toEqual({ received: 9, gaps: 4, repeats: 1 });
  });

  it('begins to count anew with another server', () => {
    play(events('h(abc)#', 100), events('h(abc)', 1, 2));
    expect(stage.model.stream$.value).toEqual(jasmine.objectContaining({ received: 6, gaps: 0, repeats: 0, lastId: '3' }));
  });

  it('remembers the last sixty events', () => {
    const many = Array.from({ length: 100 }, (_, index) => event(index + 1, 1)).join('');
    play({ ...events('ha', 1), values: { ...events('ha', 1).values, a: many } });
    expect([stage.model.stream$.value.received, stage.model.stream$.value.recent.length]).toEqual([100, 60]);
  });

  function play(...connections: readonly MarbleAnswer[]): void {
    stage = createStage((transport) => transport.answer('GET /ticks', ...connections));
    stage.model.setLoad({ rate: 0 });
    stage.pass(15_000);
  }

  function events(marbles: string, first: number, run = 1): MarbleAnswer {
    const [a, b, c] = [first, first + 1, first + 2].map((n) => event(n, run));
    return { marbles, values: { h: { headers: { 'Content-Type': 'text/event-stream' } }, a, b, c } };
  }

  function event(n: number, run: number): string {
    return `id: ${n}\ndata: ${JSON.stringify({ run, n })}\n\n`;
  }
});
