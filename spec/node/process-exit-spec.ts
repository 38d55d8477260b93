import { spawn } from 'node:child_process';
import { build } from 'esbuild';

/** What a process has told, and how it ended; it is stopped when it has not ended by itself long after it should have. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

const PATIENCE = 8_000;

/** Runs code that imports our sources in a Node process of its own, which tells when it exits how long that was behind the code's end. */
async function run(code: string): Promise<Ending> {
  const script = `${code}
    const finishedAt = performance.now();
    process.on('exit', () => console.log(performance.now() - finishedAt < 1000 ? 'left soon' : 'left late'));`;
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: process.cwd(), loader: 'ts' },
    absWorkingDir: process.cwd(),
    alias: { breakwater: './src/index.ts' },
    external: ['cross-fetch'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, ['--input-type=module', '-'], { timeout: PATIENCE, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(outputFiles[0]?.text);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output: output.trim() }));
  });
}

const failing = `
  import { defer, throwError } from 'rxjs';
  import { CircuitBreaker, createHttpClient, fallbackWhileOpen, pauseWhile, protect, retryBackoff, TokenBucket, waitForClosed } from 'breakwater';
  const down$ = defer(() => throwError(() => new Error('down')));
`;

describe('a Node process', () => {
  it(
    'that unsubscribes in a backoff wait exits by itself within a second',
    async () => {
      const ending = await run(`${failing}
      const subscription = down$.pipe(retryBackoff({ initialInterval: 60_000, maxInterval: 60_000, jitter: 'none' })).subscribe();
      subscription.unsubscribe();
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'left soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that unsubscribes inside onRetry does too',
    async () => {
      const ending = await run(`${failing}
      import { Subject } from 'rxjs';
      const failure = new Subject();
      const onRetry = () => subscription.unsubscribe();
      const subscription = failure.pipe(retryBackoff({ initialInterval: 60_000, jitter: 'none', onRetry })).subscribe();
      failure.error(new Error('down'));
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'left soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that makes one request against an open breaker, and drops its references, does too',
    async () => {
      const ending = await run(`${failing}
      {
        const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 60_000 });
        breaker.tryAcquire().failure();
        const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 0.01 });
        const policy = protect({ totalTimeout: 60_000, attemptTimeout: 30_000, retry: {}, limiter, breaker });
        const http = createHttpClient({ baseUrl: 'http://127.0.0.1:9', policy });
        http.get('/orders').subscribe({ error: ({ name }) => console.log(name) });
      }
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'CircuitOpenError\nleft soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that does all of it at once does too',
    async () => {
      const ending = await run(`${failing}
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 60_000 });
      const states = breaker.state$.subscribe();
      const policy = protect({ totalTimeout: 60_000, retry: { initialInterval: 60_000, jitter: 'none', shouldRetry: () => true }, breaker });
      const http = createHttpClient({ transport: () => down$, policy });
      const subscription = http.get('http://127.0.0.1:9/orders').subscribe();
      console.log(breaker.state$.value.status);
      subscription.unsubscribe();
      states.unsubscribe();
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'open\nleft soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that leaves the queue in front of an open breaker, and whatever follows its state, does too',
    async () => {
      const ending = await run(`${failing}
      import { NEVER } from 'rxjs';
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 60_000 });
      const busy = new CircuitBreaker({ openDuration: 60_000 });
      const calls = [
        NEVER.pipe(waitForClosed(busy)).subscribe(),
        NEVER.pipe(pauseWhile(NEVER)).subscribe(),
      ];
      breaker.tryAcquire().failure();
      calls.push(
        ...[1, 2, 3].map(() => NEVER.pipe(waitForClosed(breaker, { max: 30_000 })).subscribe()),
        NEVER.pipe(fallbackWhileOpen(breaker, NEVER)).subscribe(),
      );
      calls.forEach((call) => call.unsubscribe());
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'left soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that has released who waited for a reset, and has got its answers, does too',
    async () => {
      const ending = await run(`${failing}
      import { of } from 'rxjs';
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: Infinity });
      breaker.tryAcquire().failure();
      for (const value of [1, 2, 3]) of(value).pipe(waitForClosed(breaker, { max: 30_000 })).subscribe(console.log);
      breaker.reset();
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: '1\n2\n3\nleft soon' });
    },
    2 * PATIENCE,
  );

  it(
    'that stays in the wait does not exit, which shows that the wait is what would keep it',
    async () => {
      const ending = await run(`${failing}
      down$.pipe(retryBackoff({ initialInterval: 1500, jitter: 'none', maxRetries: 1 })).subscribe({ error: () => undefined });
    `);
      expect(ending).toEqual({ code: 0, signal: null, output: 'left late' });
    },
    2 * PATIENCE,
  );
});
