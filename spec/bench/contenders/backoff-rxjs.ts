import { retryBackoff } from 'backoff-rxjs';
import { defer } from 'rxjs';
import { fromObservable, type Peer } from './peer.js';

export const backoffRxjs: Peer = {
  name: 'backoff-rxjs',
  retry: (work) => fromObservable(defer(work).pipe(retryBackoff({ initialInterval: 100, maxRetries: 3 }))),
};
