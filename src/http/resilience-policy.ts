import type { Observable } from 'rxjs';
import type { HttpRequest } from './http-request.js';

/**
 * What the client puts around a request: it subscribes to `source` once per attempt. Without a request it also works in
 * `pipe()`. `protect` makes one.
 */
export type ResiliencePolicy = <T>(source: Observable<T>, request?: HttpRequest) => Observable<T>;
