// A line of 100 MB that comes byte by byte, where it is too long, and where it may be: the time for a byte stays flat, and what is held
// grows by doubling (the buffer before may not have been collected yet) and stops at the limit. `npm run bench -- long-line`.
import { createLineParser } from 'breakwater/streaming';
import { ResponseParseError } from 'breakwater';
import { sizeOf } from './harness/settings.js';

const LINE_BYTES = sizeOf(100_000_000, 1_000_000);
const STEP = LINE_BYTES / 5;
const MB = 1e6;

function held(): string {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return `${((arrayBuffers + heapUsed) / MB).toFixed(0)} MB held`;
}

function pushByteByByte(maxLineLength: number): void {
  console.log(`\n${LINE_BYTES / MB} MB in chunks of one byte, maxLineLength ${maxLineLength}`);
  let seen = 0;
  const parser = createLineParser((line) => (seen += line.length), { maxLineLength });
  const letter = new Uint8Array([97]);
  for (let at = 0; at < LINE_BYTES; at += STEP) {
    const start = performance.now();
    for (let byte = 0; byte < STEP; byte++) parser.push(letter);
    const time = ((performance.now() - start) * MB) / STEP;
    console.log(`  ${(at + STEP) / MB} MB: ${time.toFixed(0)} ns for each byte, ${held()}`);
  }
  parser.push(new Uint8Array([10]));
  console.log(`  a line of ${seen} characters`);
}

try {
  pushByteByByte(sizeOf(16_777_216, 500_000));
  process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ResponseParseError)) throw error;
  console.log(`  ${error.message} ${held()}`);
}
pushByteByByte(LINE_BYTES);
