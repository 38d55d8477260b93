import { defer, retry, timeout, timer } from 'rxjs';
import { fromObservable, type Peer } from './peer.js';

const delay = (_: unknown, count: number) => timer(Math.random() * 100 * 2 ** count);

export const rxjs: Peer = {
  name: 'rxjs',
  bare: (work) => fromObservable(defer(work)),
  retry: (work) => fromObservable(defer(work).pipe(retry({ count: 3, delay }))),
  timeout: (work) => fromObservable(defer(work).pipe(timeout(10_000))),
};
