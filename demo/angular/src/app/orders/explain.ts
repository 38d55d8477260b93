import { errorKind } from 'breakwater';

/** What a person can do with an error, whether it is Angular's or the library's. */
export function explain(error: unknown): string {
  switch (errorKind(error)) {
    case 'circuit-open':
      return 'The backend is down; nothing was sent.';
    case 'rate-limited':
      return 'Too many requests; try again in a moment.';
    case 'timeout':
      return 'The backend is too slow.';
    case 'network':
      return 'The backend can’t be reached.';
    case 'server':
      return 'The backend has a fault.';
    default:
      return 'That didn’t work.';
  }
}
