import { spawn } from 'node:child_process';
import { once } from 'node:events';

const ROUNDS = 30;
/** Against hanging, on a busy machine too. */
const PATIENCE = 120_000;

describe('calls over real sockets that are left at random instants', () => {
  it(
    'leave no socket, request, timer, listener or permit behind, and no process that does not exit',
    async () => {
      const child = spawn(process.execPath, ['tools/run-program.mjs', 'spec/soak/rounds.ts', `${ROUNDS}`], { timeout: PATIENCE });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await once(child, 'close');
      const transports = [...output.matchAll(/^(.) ([^:]+): 30 rounds/gm)].map(([, verdict, transport]) => [verdict, transport]);
      expect(transports)
        .withContext(output)
        .toEqual([
          ...[['✓', 'native fetch'], ['✓', 'cross-fetch'], ['✓', 'undici']], // prettier-ignore
        ]);
      expect(child.exitCode).toBe(0);
    },
    PATIENCE,
  );
});
