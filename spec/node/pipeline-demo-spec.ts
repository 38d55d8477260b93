import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readCommand } from '../../demo/options.js';
import { faultOf, type Fault } from '../../demo/pipeline/faults.js';
import type { PipelineSummary } from '../../demo/pipeline/summary.js';

const script = join(process.cwd(), 'node_modules', '.cache', 'breakwater', 'pipeline-demo-spec', 'main.mjs');
/** Against hanging, on a busy machine too. */
const PATIENCE = 120_000;
const URLS = 1_200;

describe('the pipeline demo', () => {
  beforeAll(async () => {
    await build({
      entryPoints: ['demo/main.ts'],
      absWorkingDir: process.cwd(),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      outfile: script,
      logLevel: 'silent',
    });
  });

  it(
    'fetches a list through all faults: nothing is lost, nothing twice',
    async () => {
      const { code, stdout, stderr } = await run(['--pipeline', '--urls', String(URLS), '--json']);
      const summary = JSON.parse(stdout) as PipelineSummary;
      const { ok, urls, done, failed, lost, twice, wrong, faults, received, retries } = summary;
      expect(code).toBe(0);
      expect({ ok, urls, done, failed, lost, twice, wrong }).toEqual({
        ok: true,
        urls: URLS,
        done: URLS,
        failed: 0,
        lost: [],
        twice: [],
        wrong: [],
      });
      expect(faults).toEqual(expectedFaults());
      expect(received).toBe(URLS + retries);
      expect(stdout.trimEnd().split('\n').length).toBe(1);
      expect(stderr).toContain(`${URLS} of ${URLS} items in `);
      expect(stderr).toMatch(/^.{12} \d+ of 1200, failed 0 \| \d+\/s, .* \| queue \d+ \| breaker closed$/m);
      expect(stderr).not.toContain('\u001b');
    },
    PATIENCE,
  );

  it(
    'tells by its exit code that it was stopped before all was there, and leaves no process',
    async () => {
      const { code, stdout } = await run(['--pipeline', '--urls', '50000'], 'SIGINT');
      expect(code).toBe(1);
      expect(stdout).toContain('NOT ALL THERE.');
    },
    PATIENCE,
  );

  const commands: readonly [args: string[], command: object][] = [
    [['--pipeline'], { type: 'pipeline', options: { urls: 3_000, json: false } }],
    [['--pipeline', '--urls', '7', '--json'], { type: 'pipeline', options: { urls: 7, json: true } }],
    [['--urls', '7'], { type: 'wrong', message: '--urls is an option of --pipeline.' }],
    [['--pipeline', '--urls', '1.5'], { type: 'wrong', message: '--urls must be a whole number, but was "1.5".' }],
    [['--pipeline', '--urls', '0'], { type: 'wrong', message: '--urls must be a number from 1 to 100000, but was "0".' }],
    [['--pipeline', '--port', '7'], { type: 'wrong', message: '--terminal and --port are no options of --pipeline.' }],
    [['--pipeline', '--rate', '7'], { type: 'wrong', message: '--seconds and --rate are no options of --pipeline.' }],
  ];
  for (const [args, command] of commands) {
    it(`understands ${args.join(' ')}`, () => expect(readCommand(args)).toEqual(command as never));
  }
});

/** What a server has to have spoilt by the time that every item has been had. */
function expectedFaults(): Record<Fault, number> {
  const counts: Record<Fault, number> = { '503': 0, '429': 0, cut: 0, reset: 0, slow: 0 };
  for (let id = 0; id < URLS; id++) {
    let visit = 0;
    for (let fault = faultOf(id, visit); fault !== undefined; fault = faultOf(id, ++visit)) counts[fault]++;
  }
  return counts;
}

async function run(args: readonly string[], signal?: NodeJS.Signals): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, NO_COLOR: undefined, npm_lifecycle_event: undefined, LC_ALL: 'C.UTF-8' };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (texts[name] += chunk));
  }
  if (signal) child.stdout.once('data', () => child.kill(signal));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}
