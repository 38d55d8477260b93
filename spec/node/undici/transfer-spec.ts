import type { DispatchController } from '../../../src/undici/dispatcher.js';
import type { Message } from '../../../src/undici/message.js';
import { Transfer, type BodySink } from '../../../src/undici/transfer.js';
import { Upload } from '../../../src/undici/upload.js';

const get: Message = { url: 'https://api.example.com/', method: 'GET', headers: [], body: null };

/** A transfer of which everything that is told is written down. */
function recorded(message = get) {
  const log: string[] = [];
  const note = (what: string) => (): void => void log.push(what);
  const controller: DispatchController = { paused: true, pause: note('pause'), resume: note('resume'), abort: note('abort') };
  const sink: BodySink = { data: note('data'), end: note('end'), fail: note('fail') };
  const transfer = new Transfer(
    {
      onHead: ({ status }) => {
        log.push(`head ${status}`);
        return sink;
      },
      onError: (_, wasStarted) => void log.push(`error, ${wasStarted ? 'started' : 'not started'}`),
    },
    message,
  );
  return { log, controller, transfer };
}

describe('Transfer', () => {
  it('tells a head, what follows it, and no interim answer', () => {
    const { log, controller, transfer } = recorded();
    transfer.onRequestStart(controller);
    for (const status of [100, 103, 199, 200]) transfer.onResponseStart(controller, status, {});
    transfer.onResponseData(controller, new Uint8Array(1));
    transfer.onResponseEnd();
    expect(log).toEqual(['head 200', 'data', 'end']);
  });

  it('tells a failure before the head as an error, with whether it was sent, and one behind it to the body', () => {
    const { log, controller, transfer } = recorded();
    transfer.onResponseError(undefined, new Error('refused'));
    transfer.onRequestStart(controller);
    transfer.onResponseError(controller, new Error('reset'));
    transfer.onResponseStart(controller, 200, {});
    transfer.onResponseError(controller, new Error('cut'));
    expect(log).toEqual(['error, not started', 'error, started', 'head 200', 'fail']);
  });

  it('tells nothing any more when it is left, and aborts once', () => {
    const { log, controller, transfer } = recorded();
    transfer.onRequestStart(controller);
    transfer.abort();
    transfer.abort();
    transfer.onResponseStart(controller, 200, {});
    transfer.onResponseData(controller, new Uint8Array(1));
    transfer.onResponseEnd();
    transfer.onResponseError(controller, new Error('aborted'));
    expect(log).toEqual(['abort']);
  });

  it('tells nothing of its body when it is left behind the head', () => {
    const { log, controller, transfer } = recorded();
    transfer.onRequestStart(controller);
    transfer.onResponseStart(controller, 200, {});
    transfer.abort();
    transfer.onResponseData(controller, new Uint8Array(1));
    transfer.onResponseEnd();
    transfer.onResponseError(controller, new Error('aborted'));
    expect(log).toEqual(['head 200', 'abort']);
  });

  it('is given up when it gets a connection, where it was left before', () => {
    const { log, controller, transfer } = recorded();
    transfer.abort();
    expect(log).toEqual([]);
    transfer.onRequestStart(controller);
    expect(log).toEqual(['abort']);
  });

  it('goes on a moment later, and only if it is still to go on then', async () => {
    const { log, controller, transfer } = recorded();
    transfer.onRequestStart(controller);
    transfer.resume(() => true);
    expect(log).toEqual([]);
    await Promise.resolve();
    expect(log).toEqual(['resume']);
    transfer.resume(() => false);
    await Promise.resolve();
    transfer.resume(() => true);
    transfer.abort();
    await Promise.resolve();
    expect(log).toEqual(['resume', 'abort']);
  });

  it('does not go on where it does not stand still', async () => {
    const { log, controller, transfer } = recorded();
    transfer.resume(() => true);
    transfer.onRequestStart({ ...controller, paused: false });
    transfer.resume(() => true);
    await Promise.resolve();
    expect(log).toEqual([]);
  });

  for (const end of ['left', 'failed'] as const) {
    it(`lets go of the stream that it sends when it is ${end}`, async () => {
      let cancel: (how: string) => void;
      const cancelled = new Promise((resolve) => (cancel = resolve));
      const stream = new ReadableStream<Uint8Array>({ cancel: () => cancel('cancelled') });
      const { controller, transfer } = recorded({ ...get, body: new Upload(stream) });
      transfer.onRequestStart(controller);
      if (end === 'left') transfer.abort();
      else transfer.onResponseError(controller, new Error('reset'));
      expect(await cancelled).toBe('cancelled');
    });
  }
});
