import { defer } from 'rxjs';
import type { ClientSettings } from './client-settings.js';
import type { HttpInterceptor, HttpTransport } from './http-response.js';
import type { UnreadBodies } from './unread-bodies.js';
import { withWireTimeout } from './wire-timeout.js';

/** Interceptors around the transport, with the wire timeout innermost. */
export function sendThrough({ interceptors, transport, scheduler }: ClientSettings, timeout: number, bodies: UnreadBodies): HttpTransport {
  return interceptors.reduceRight(wrap, withWireTimeout(bodies.watch(transport), timeout, scheduler));
}

function wrap(next: HttpTransport, interceptor: HttpInterceptor): HttpTransport {
  return (request) => defer(() => interceptor(request, next));
}
