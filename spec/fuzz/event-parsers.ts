// Compares our parser of server-sent events with `eventsource-parser` over random streams in random chunks. `npm run fuzz` runs it:
// a million by default, `npm run fuzz -- COUNT SEED` others. spec/streaming/eventsource-parser-spec.ts lists where the other departs
// from the standard; such streams are not made here.
import { ourReading, theirReading } from '../support/compare-event-parsers.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { randomEventStream } from '../support/random-event-stream.js';

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const random = seededRandom(seed);
let different = 0;

for (let round = 0; round < count; round++) {
  const chunks = randomEventStream(random);
  const [ours, theirs] = [ourReading(chunks), theirReading(chunks)].map((reading) => JSON.stringify(reading));
  if (ours === theirs) continue;
  different++;
  console.log(
    `stream ${round} in chunks of ${chunks.map((chunk) => chunk.length).join(', ')}: ${JSON.stringify(Buffer.concat(chunks).toString())}`,
  );
  console.log(`  ours   ${ours}\n  theirs ${theirs}`);
  if (different === 10) break;
}
console.log(`${count} streams (seed ${seed}): ${different} read differently`);
process.exitCode = different === 0 ? 0 : 1;
