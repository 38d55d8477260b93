import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** How long the run lasts, in seconds; `Infinity` until it is stopped. */
  readonly seconds: number;
  /** Requests per second. */
  readonly rate: number;
  /** One line of JSON on stdout at the end, and all else on stderr. */
  readonly json: boolean;
}

export interface PipelineOptions extends Pick<DemoOptions, 'json'> {
  /** How many URLs there are to fetch. */
  readonly urls: number;
}

export interface DashboardOptions {
  /** Where the page is served; 0 takes any port that is free, `undefined` the usual one or else any. */
  readonly port: number | undefined;
}

/** What the command line asks for. */
export type Command =
  | { readonly type: 'dashboard'; readonly options: DashboardOptions }
  | { readonly type: 'run'; readonly options: DemoOptions }
  | { readonly type: 'pipeline'; readonly options: PipelineOptions }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly message: string };

export const USAGE = `npm start -- [--port N]
npm start -- --terminal [--seconds N] [--rate N] [--json]
npm start -- --pipeline [--urls N] [--json]

Serves a dashboard on loopback, prints where it is, and runs until it is stopped. The page sends real requests through
Breakwater clients to services whose health it can turn, and shows what retry, circuit breaker and rate limiter make of it.

  --port N     where the page is served (0 to 65535, 0 for any that is free; default: 4400, or any where that is taken)
  --help       print this

With --terminal it sends a steady load through one Breakwater client to a server on loopback whose health follows a script
instead, and shows it in the terminal. --seconds, --rate and --json mean --terminal too.

  --seconds N  end after N seconds, the whole script within them (1 to 86400; default: endless, in a loop of 40 s)
  --rate N     requests per second (1 to 500; default 40)
  --json       print a summary as one line of JSON on stdout at the end; everything else goes to stderr

With --pipeline it fetches a list of URLs from a server with faults (503, 429, cut bodies, resets, slow answers), writes what
it gets to a file, and holds that against the server's record.

  --urls N     how many URLs (1 to 100000; default 3000)

Ctrl-C stops it. Exit code: 0 when the time is up or it was stopped, and of the pipeline when nothing
was lost, 1 when something was or the port is taken, 2 for a wrong option.
`;

/** Reads the command line. */
export function readCommand(args: string[]): Command {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seconds: { type: 'string' },
        rate: { type: 'string' },
        json: { type: 'boolean' },
        terminal: { type: 'boolean' },
        port: { type: 'string' },
        pipeline: { type: 'boolean' },
        urls: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { type: 'help' };
    if (values.pipeline) return readPipeline(values);
    if (values.urls !== undefined) throw new RangeError('--urls is an option of --pipeline.');
    if (!isForTerminal(values)) return { type: 'dashboard', options: { port: readPort(values.port) } };
    if (values.port !== undefined) throw new RangeError('--port is an option of the dashboard.');
    const seconds = readNumber('--seconds', values.seconds, 86_400) ?? Infinity;
    const rate = readNumber('--rate', values.rate, 500) ?? 40;
    return { type: 'run', options: { seconds, rate, json: values.json ?? false } };
  } catch (error) {
    return { type: 'wrong', message: firstSentence(error) };
  }
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** A run that has an end, a rate of its own or a summary is the terminal's: the dashboard has none of them. */
function isForTerminal({ terminal, seconds, rate, json }: Values): boolean {
  return [terminal, seconds, rate, json].some((value) => value !== undefined);
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new RangeError(`--port must be a whole number from 0 to 65535, but was ${JSON.stringify(text)}.`);
}

function readPipeline({ urls, json = false, seconds, rate, terminal, port }: Values): Command {
  if (seconds !== undefined || rate !== undefined) throw new RangeError('--seconds and --rate are no options of --pipeline.');
  if (terminal !== undefined || port !== undefined) throw new RangeError('--terminal and --port are no options of --pipeline.');
  const count = readNumber('--urls', urls as string | undefined, 100_000) ?? 3_000;
  if (!Number.isInteger(count)) throw new RangeError(`--urls must be a whole number, but was ${JSON.stringify(urls)}.`);
  return { type: 'pipeline', options: { urls: count, json: json === true } };
}

function readNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= most) return value;
  throw new RangeError(`${name} must be a number from 1 to ${most}, but was ${JSON.stringify(text)}.`);
}

/** What `parseArgs` explains further is about arguments that this program doesn't take. */
function firstSentence(error: unknown): string {
  const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\.(?=\s|$)|\n/);
  return `${sentence}.`;
}
