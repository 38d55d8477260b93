import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** How long the run lasts, in seconds; `Infinity` until it is stopped. */
  readonly seconds: number;
  /** Requests per second. */
  readonly rate: number;
  /** One line of JSON on stdout at the end, and all else on stderr. */
  readonly json: boolean;
}

/** What the command line asks for. */
export type Command =
  | { readonly type: 'run'; readonly options: DemoOptions }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly message: string };

export const USAGE = `npm start -- [--seconds N] [--rate N] [--json]

Sends a steady load through one Breakwater client to a server on loopback whose health follows
a script, and shows what retry, circuit breaker and rate limiter make of it.

  --seconds N  end after N seconds, the whole script within them (1 to 86400; default: endless, in a loop of 40 s)
  --rate N     requests per second (1 to 500; default 40)
  --json       print a summary as one line of JSON on stdout at the end; everything else goes to stderr
  --help       print this

Ctrl-C stops it. Exit code: 0 when the time is up or it was stopped, 2 for a wrong option.
`;

/** Reads the command line. */
export function readCommand(args: string[]): Command {
  try {
    const { values } = parseArgs({
      args,
      options: { seconds: { type: 'string' }, rate: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return { type: 'help' };
    const seconds = readNumber('--seconds', values.seconds, 86_400) ?? Infinity;
    const rate = readNumber('--rate', values.rate, 500) ?? 40;
    return { type: 'run', options: { seconds, rate, json: values.json ?? false } };
  } catch (error) {
    return { type: 'wrong', message: firstSentence(error) };
  }
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
