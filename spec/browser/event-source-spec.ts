import { take } from 'rxjs';
import { createHttpClient } from '../../src/index.js';
import { eventSource, lines, ndjson } from '../../src/streaming/index.js';
import { outcomeOf } from '../support/outcome.js';

const http = createHttpClient({ baseUrl: '/real/' });

describe('eventSource in a browser, against a server that cuts its connections', () => {
  for (const method of ['GET', 'POST']) {
    it(`with ${method} gets every event, in order and once`, async () => {
      const events$ = eventSource(http, 'events', { method, reconnect: { initialInterval: 1, maxInterval: 2 } });
      const { values, error } = await outcomeOf(events$);
      expect(error).toBeUndefined();
      expect(values.map(({ data }) => data)).toEqual(Array.from({ length: 40 }, (_, index) => `event ${index + 1} €`));
    });
  }

  it('goes on from a given id, and can be left', async () => {
    const { values } = await outcomeOf(eventSource(http, 'events', { lastEventId: '37' }).pipe(take(2)));
    expect(values.map(({ lastEventId }) => lastEventId)).toEqual(['38', '39']);
  });
});

describe('decoders in a browser', () => {
  it('hand out lines as they come', async () => {
    const { values } = await outcomeOf(http.get('stream', { as: lines() }));
    expect(values).toEqual(['chunk 1', 'chunk 2', 'chunk 3', 'chunk 4', 'chunk 5']);
  });

  it('read NDJSON', async () => {
    expect(await outcomeOf(http.get('json', { as: ndjson() }))).toEqual({ values: [{ hello: 'world' }] });
  });
});
