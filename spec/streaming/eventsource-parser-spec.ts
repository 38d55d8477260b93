import { bytesOf, everySplit } from '../support/chunkings.js';
import { ourReading, theirReading, type EventReading } from '../support/compare-event-parsers.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { randomEventStream } from '../support/random-event-stream.js';

describe('createServerSentEventParser, beside eventsource-parser,', () => {
  it('reads the same in random streams and chunkings (`npm run fuzz` reads a million)', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 5_000; round++) {
      const chunks = randomEventStream(random);
      expect(ourReading(chunks)).toEqual(theirReading(chunks));
    }
  });

  type Field = keyof EventReading;
  // Where the other departs from the HTML standard, which ours follows.
  const departures: readonly [because: string, stream: Uint8Array, field: Field, ours: unknown, theirs: unknown][] = [
    ['a CR at the very end ends its line at once', bytesOf('data:a\r\r'), 'events', [['message', 'a', '']], []],
  ];
  for (const [because, stream, field, ours, theirs] of departures) {
    it(`follows the standard: ${because}`, () => {
      for (const chunks of everySplit(stream)) expect(ourReading(chunks)[field]).toEqual(ours as never);
      expect(theirReading([stream])[field]).toEqual(theirs as never);
    });
  }

  it('follows the standard: an id stays for the events behind it, which the other leaves to its user', () => {
    const [first, second] = theirReading([bytesOf('id:1\ndata:a\n\ndata:b\n\n')]).events;
    expect([first![2], second![2]]).toEqual(['1', '']);
  });
});
