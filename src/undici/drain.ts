import type { BodySink, Transfer } from './transfer.js';

/** How much of a body that nobody wants is read, to use its connection again. */
const MOST_BYTES = 65_536;

/** Reads a body to its end, or closes its connection where that takes too much; then goes on. */
export function drain(transfer: Pick<Transfer, 'abort'>, goOn: () => void): BodySink {
  let loaded = 0;
  return {
    data({ byteLength }) {
      loaded += byteLength;
      if (loaded <= MOST_BYTES) return;
      transfer.abort();
      goOn();
    },
    end: goOn,
    fail: goOn,
  };
}
