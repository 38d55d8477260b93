import { filter, fromEvent, interval, map, merge, NEVER, shareReplay, take, timer, type Observable } from 'rxjs';

/** Why a run ends. */
export type StopReason = 'time is up' | 'Ctrl-C' | 'SIGTERM' | 'SIGHUP' | 'npm has ended' | 'output closed';

const ORPHAN_CHECK = 500;

/** Emits once, when the run has to end, and tells it to all who ask. It listens until then, which keeps the process alive. */
export function stopRequest(seconds: number, output: NodeJS.WritableStream): Observable<StopReason> {
  return stopReasons(seconds, output).pipe(shareReplay({ bufferSize: 1, refCount: false }));
}

/** The same for one subscriber, who may leave. */
export function stopReasons(seconds: number, output: NodeJS.WritableStream): Observable<StopReason> {
  output.on('error', ignore);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, ignore);
  return merge(
    becauseOf(fromEvent(process, 'SIGINT'), 'Ctrl-C'),
    becauseOf(fromEvent(process, 'SIGTERM'), 'SIGTERM'),
    becauseOf(fromEvent(process, 'SIGHUP'), 'SIGHUP'),
    becauseOf(endOfNpm(), 'npm has ended'),
    becauseOf(fromEvent(output, 'error'), 'output closed'),
    becauseOf(seconds === Infinity ? NEVER : timer(seconds * 1000), 'time is up'),
  ).pipe(take(1));
}

function becauseOf(source$: Observable<unknown>, reason: StopReason): Observable<StopReason> {
  return source$.pipe(map(() => reason));
}

/** npm hands a SIGTERM to the shell between us, which ends without a word. */
function endOfNpm(): Observable<unknown> {
  const parent = process.ppid;
  const isStartedByNpm = process.env.npm_lifecycle_event !== undefined;
  return isStartedByNpm ? interval(ORPHAN_CHECK).pipe(filter(() => process.ppid !== parent)) : NEVER;
}

/**
 * A second signal while we stop is the same wish (npm may pass a Ctrl-C on that we have heard ourselves), and a reader that
 * leaves, as `head` does, is no crash.
 */
function ignore(): void {}
