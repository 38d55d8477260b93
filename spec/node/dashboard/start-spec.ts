import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Against hanging, on a busy machine too; the page may have to be built. */
const PATIENCE = 180_000;

describe('npm start', () => {
  const children = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(
      `serves the dashboard until ${signal}, then ends with exit code 0 and leaves nothing`,
      async () => {
        const { child, told } = start('--port', '0');
        await once(child.stdout!, 'data');
        const url = /^The dashboard is at (http:\/\/127\.0\.0\.1:\d+\/) until Ctrl-C\.\n$/.exec(told.stdout)?.[1] ?? '';
        const page = await (await fetch(url)).text();
        expect(page).toContain('<title>Breakwater</title>');
        expect((await fetch(new URL(/src="([^"]+)"/.exec(page)?.[1] ?? 'none', url))).status).toBe(200);
        const ticks = await fetch(`${url}ticks`); // a connection that stays
        child.kill(signal);
        expect(await once(child, 'close')).toEqual([0, null]);
        expect(told.stderr).toBe('');
        await expectAsync(ticks.text()).toBeRejected();
        await expectAsync(fetch(url)).toBeRejected();
      },
      PATIENCE,
    );
  }

  it(
    'says so when the port that it is given is taken',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { child, told } = start('--port', String(port));
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(told).toEqual({ stdout: '', stderr: `Port ${port} is taken: give another with --port, or none.\n` });
      server.close();
    },
    PATIENCE,
  );

  function start(...args: readonly string[]): { child: ChildProcess; told: { stdout: string; stderr: string } } {
    const env = { ...process.env, npm_lifecycle_event: undefined };
    const child = spawn(process.execPath, ['tools/run-demo.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (told[name] += text));
    }
    return { child, told };
  }
});
