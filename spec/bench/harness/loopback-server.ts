import { spawn } from 'node:child_process';

const PROGRAM = `
  import { createServer } from 'node:http';
  const answer = JSON.stringify({ hello: 'world'.repeat(20) });
  const head = { 'content-type': 'application/json', 'content-length': answer.length };
  const server = createServer((_, response) => response.writeHead(200, head).end(answer));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());`;

/** A server in a process of its own, so that only the client's work counts as the client's. */
export async function startServer(): Promise<{ url: string; stop: () => void }> {
  const args = ['--input-type=module', '--eval', PROGRAM];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const port = await new Promise((resolve, reject) => server.once('message', resolve).once('error', reject));
  return { url: `http://127.0.0.1:${String(port)}/`, stop: () => void server.kill() };
}
