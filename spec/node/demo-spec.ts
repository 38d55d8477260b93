import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readCommand } from '../../demo/options.js';
import type { Summary } from '../../demo/terminal/report/summary.js';

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly isGone: boolean;
}

/** What is done to a run from outside once it has begun to write. */
type Interference = (child: ChildProcess) => void;

interface Surroundings {
  readonly terminal?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly interfere?: Interference;
}

const script = join(process.cwd(), 'node_modules', '.cache', 'breakwater', 'demo-spec', 'main.mjs');
const ESCAPE = '\u001b';
/** A terminal of 80 by 24, as far as the demo can tell. */
const asTerminal = `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:80,rows:24})`;
/** Against hanging, on a busy machine too. */
const PATIENCE = 90_000;

describe('the demo', () => {
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    // As tools/run-demo.mjs does, but into a file of our own: that one may be running meanwhile.
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

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  describe('from the start to the end', () => {
    let inJson: Run;
    let inTerminal: Run;
    let withoutColour: Run;
    let summary: Summary;

    beforeAll(async () => {
      [inJson, inTerminal, withoutColour] = await Promise.all([
        runWell(['--rate', '50', '--json']),
        run(['--seconds', '2'], { terminal: true }),
        run(['--seconds', '2'], { terminal: true, env: { NO_COLOR: '1' } }),
      ]);
      summary = JSON.parse(inJson.stdout) as Summary;
    }, PATIENCE);

    it('ends by itself, with one line of JSON on stdout', () => {
      expect([inJson.code, inJson.signal]).toEqual([0, null]);
      expect(inJson.stdout.trimEnd().split('\n').length).toBe(1);
      expect(summary.endedBy).toBe('time is up');
    });

    it('finds that all is as it promises', () => {
      expect([summary.ok, summary.reasons]).toEqual([true, []]);
    });

    it('writes plain lines where there is no terminal: one for each turn and one for each second', () => {
      const lines = inJson.stderr.split('\n');
      const seconds = lines.filter((line) => /^ +\d+\.\d s {4}\w+ \| breaker (closed|open|half-open)/.test(line));
      expect(inJson.stderr).not.toContain(ESCAPE);
      expect(lines[0]).toMatch(/^ +\d+\.\d s {2}\* server healthy: /);
      expect(lines.filter((line) => /^ +\d+\.\d s {2}\* breaker /.test(line)).length).toBe(summary.transitions.length);
      expect(seconds.length).toBeGreaterThan(2);
      expect(seconds.length).toBeLessThanOrEqual(summary.seconds);
    });

    it('counts every request in exactly one of its ends', () => {
      const { requests, succeeded, failed, refused, limited, cancelled } = summary;
      expect(requests).toBeGreaterThan(0);
      expect(succeeded + failed + refused + limited + cancelled).toBe(requests);
      expect(sum(summary.failedByKind)).toBe(failed);
    });

    it('reckons retries and their amplification from the attempts', () => {
      const { requests, attempts, retries, retriesThatHelped, retryAmplification } = summary;
      expect(retriesThatHelped).toBeGreaterThan(0);
      expect(retriesThatHelped).toBeLessThanOrEqual(retries);
      expect(retries).toBeLessThan(attempts);
      expect(retryAmplification).toBeCloseTo(attempts / requests, 2);
      expect(sum(summary.attemptsFailedByKind)).toBeGreaterThanOrEqual(retries);
    });

    it('shows the breaker going from closed over open and half-open to closed, as the server tells it to', () => {
      const { transitions } = summary;
      const times = transitions.map(({ at }) => at);
      expect(transitions[0]?.from).toBe('closed');
      expect(transitions.slice(1).map(({ from }) => from)).toEqual(transitions.slice(0, -1).map(({ to }) => to));
      expect(times).toEqual([...times].sort((one, other) => one - other));
      expect(transitions).toContain(jasmine.objectContaining({ to: 'open', phase: 'outage', because: 'server' }));
      expect(transitions).toContain(jasmine.objectContaining({ from: 'open', to: 'half-open' }));
      expect(transitions).toContain(jasmine.objectContaining({ from: 'half-open', to: 'closed' }));
    });

    it('keeps each opened circuit open for its whole time', () => {
      const durations = summary.transitions.flatMap(({ at, to }, index) => {
        const next = summary.transitions[index + 1];
        return to === 'open' && next ? [next.at - at] : [];
      });
      expect(durations.length).toBeGreaterThan(0);
      for (const duration of durations) expect(duration).toBeCloseTo(durations[0]!, 6);
    });

    it('holds what the server received against it: nothing was sent while the circuit was open', () => {
      const { server, attempts, cancelled, attemptsFailedByKind } = summary;
      expect(server.sentWhileOpen).toBe(0);
      expect(server.probes).toBeGreaterThan(1);
      expect(sum(server.byPhase)).toBe(server.received);
      expect(Object.keys(server.byPhase).slice(0, 4)).toEqual(['healthy', 'slow', 'outage', 'cut']);
      expect(server.received).toBeLessThanOrEqual(attempts);
      expect(server.received).toBeGreaterThanOrEqual(attempts - cancelled - (attemptsFailedByKind.timeout ?? 0));
    });

    it('orders its percentiles', () => {
      const { p50, p95, p99, max } = summary.latency;
      const all = [p50, p95, p99, max].map(Number);
      expect(all).toEqual([...all].sort((one, other) => one - other));
      expect(all[0]).toBeGreaterThan(0);
    });

    it('draws into a terminal in place, and gives it back as it was', () => {
      const [begin, ...frames] = inTerminal.stdout.split(`${ESCAPE}[?2026h`);
      const [lastFrame = '', end = ''] = (frames.at(-1) ?? '').split(`${ESCAPE}[?2026l`);
      expect(inTerminal.code).toBe(0);
      expect(begin).toBe(`${ESCAPE}[?1049h${ESCAPE}[?25l`);
      expect(end).toMatch(new RegExp(`^${ESCAPE}\\[\\?25h${ESCAPE}\\[\\?1049lEnded after`));
      expect(frames.length).toBeGreaterThan(1);
      expect(frames.length).toBeLessThanOrEqual(21); // ten in a second
      expect(lastFrame).toContain(`${ESCAPE}[32m`);
    });

    it('fills 80 columns and at most 24 rows, and without colour says the same in words', () => {
      const frame = withoutColour.stdout.split(`${ESCAPE}[H`).at(-1)?.split(`${ESCAPE}[J`)[0] ?? '';
      const lines = frame.split('\r\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(lines.filter((line) => [...line].length !== 80)).toEqual([]);
      expect(frame).not.toContain(ESCAPE);
      expect(frame).toMatch(/Server {3}[A-Z]+ /);
      expect(frame).toMatch(/Breaker {2}(CLOSED|OPEN|HALF-OPEN) /);
    });
  });

  const stops: readonly [what: string, interfere: Interference, told: string][] = [
    ['at SIGINT', (child) => child.kill('SIGINT'), 's: Ctrl-C.'],
    ['at SIGTERM', (child) => child.kill('SIGTERM'), 's: SIGTERM.'],
    ['when nobody reads it any more', (child) => child.stdout!.destroy(), ''],
  ];

  for (const [what, interfere, told] of stops) {
    it(
      `stops ${what} with exit code 0, without an error, and is gone`,
      async () => {
        const { code, signal, stdout, stderr, isGone } = await run(['--terminal'], { interfere });
        expect([code, signal, stderr, isGone]).toEqual([0, null, '', true]);
        expect(stdout).toContain(told);
        expect(stdout).not.toContain(ESCAPE);
      },
      PATIENCE,
    );
  }

  const exits: readonly [args: readonly string[], code: number, firstLine: string][] = [
    [['--help'], 0, 'npm start -- [--port N]'],
    [['--fast'], 2, "Unknown option '--fast'."],
    [['--rate', '501'], 2, '--rate must be a number from 1 to 500, but was "501".'],
  ];

  for (const [args, code, firstLine] of exits) {
    it(
      `ends at ${args.join(' ')} with exit code ${code} and the usage`,
      async () => {
        const ended = await run(args);
        const [told, silent] = code === 0 ? [ended.stdout, ended.stderr] : [ended.stderr, ended.stdout];
        expect([ended.code, silent, told.split('\n')[0]]).toEqual([code, '', firstLine]);
        expect(told).toContain('--seconds N');
      },
      PATIENCE,
    );
  }

  const mistakes: readonly [args: string[], message: string][] = [
    [['twenty'], "Unexpected argument 'twenty'."],
    [['--seconds'], "Option '--seconds <value>' argument missing."],
    [['--seconds', '0'], '--seconds must be a number from 1 to 86400, but was "0".'],
    [['--seconds', 'NaN'], '--seconds must be a number from 1 to 86400, but was "NaN".'],
    [['--seconds', '1e3'], '--seconds must be a number from 1 to 86400, but was "1e3".'],
    [['--rate', '-1'], "Option '--rate' argument is ambiguous."],
    [['--rate', ''], '--rate must be a number from 1 to 500, but was "".'],
    [['--json=yes'], "Option '--json' does not take an argument."],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, but was "65536".'],
    [['--port', '1.5'], '--port must be a whole number from 0 to 65535, but was "1.5".'],
    [['--terminal', '--port', '80'], '--port is an option of the dashboard.'],
    [['--seconds', '5', '--port', '80'], '--port is an option of the dashboard.'],
  ];

  for (const [args, message] of mistakes) {
    it(`doesn't understand ${JSON.stringify(args.join(' '))}`, () => {
      expect(readCommand(args)).toEqual({ type: 'wrong', message });
    });
  }

  it('runs without an end at 40 requests per second, unless told otherwise', () => {
    const options = { seconds: 2.5, rate: 7, json: true };
    expect(readCommand(['--terminal'])).toEqual({ type: 'run', options: { seconds: Infinity, rate: 40, json: false } });
    expect(readCommand(['--seconds', '2.5', '--rate=7', '--json'])).toEqual({ type: 'run', options });
  });

  const commands: readonly [args: string[], type: string][] = [
    [['--seconds', '20', '--json'], 'run'],
    [['--json'], 'run'],
    [['--rate', '7'], 'run'],
    [[], 'dashboard'],
    [['--port', '0'], 'dashboard'],
  ];
  for (const [args, type] of commands) {
    it(`takes ${JSON.stringify(args.join(' '))} for ${type === 'run' ? 'the terminal' : 'the dashboard'}`, () => {
      expect(readCommand(args).type).toBe(type as never);
    });
  }

  /**
   * Runs the demo to its end. A busy machine lets requests time out that the server would have answered: where the summary says
   * that the time was too short for the whole story, it gets more.
   */
  async function runWell(args: readonly string[]): Promise<Run> {
    for (const seconds of ['6', '12']) {
      const ended = await run(['--seconds', seconds, ...args]);
      if (!ended.stdout.includes('too short')) return ended;
    }
    return run(['--seconds', '24', ...args]);
  }

  async function run(args: readonly string[], { terminal = false, env = {}, interfere }: Surroundings = {}): Promise<Run> {
    // What the specs' own surroundings say of colours and npm is not the demo's business.
    const neutral = { NO_COLOR: undefined, npm_lifecycle_event: undefined, TERM: 'xterm', LC_ALL: 'C.UTF-8' };
    const child = spawn(process.execPath, [...(terminal ? ['--import', asTerminal] : []), script, ...args], {
      env: { ...process.env, ...neutral, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => (texts[name] += chunk));
    }
    if (interfere) child.stdout.once('data', () => interfere(child));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    children.delete(child);
    return { code, signal, ...texts, isGone: !isAlive(child.pid!) };
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
