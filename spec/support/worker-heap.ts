import type { CDPSession } from 'playwright-core';

type Result = { readonly usedSize?: number };

/** The heap of the page's only worker after forced collections, in bytes. */
export async function workerHeapAfterCollection(page: CDPSession): Promise<number> {
  const sessionId = await attach(page);
  const send = (id: number, method: string): Promise<Result> =>
    new Promise((resolve) => {
      const listen = ({ message, ...from }: { readonly sessionId: string; readonly message: string }): void => {
        const answer = JSON.parse(message) as { readonly id?: number; readonly result?: Result };
        if (from.sessionId !== sessionId || answer.id !== id) return;
        page.off('Target.receivedMessageFromTarget', listen);
        resolve(answer.result ?? {});
      };
      page.on('Target.receivedMessageFromTarget', listen);
      void page.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    });
  for (let round = 1; round <= 3; round++) await send(round, 'HeapProfiler.collectGarbage');
  const { usedSize = NaN } = await send(4, 'Runtime.getHeapUsage');
  await page.send('Target.setAutoAttach', { autoAttach: false, waitForDebuggerOnStart: false, flatten: false });
  return usedSize;
}

function attach(page: CDPSession): Promise<string> {
  const attached = new Promise<string>((resolve) => page.once('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId)));
  return page.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false }).then(() => attached);
}
