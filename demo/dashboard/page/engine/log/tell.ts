import { CircuitOpenError, errorKind, HttpStatusError, RateLimitError } from 'breakwater';

/** Milliseconds in words. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function attempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

/** What went wrong, in a few words. */
export function reason(error: unknown): string {
  if (error instanceof HttpStatusError) return `the server said ${error.status}`;
  if (error instanceof CircuitOpenError) return 'the circuit is open, nothing was sent';
  if (error instanceof RateLimitError) return 'too many wait for a token, nothing was sent';
  const kind = errorKind(error);
  if (kind === 'timeout') return 'it took too long';
  return kind === 'network' ? 'the connection broke' : kind;
}
