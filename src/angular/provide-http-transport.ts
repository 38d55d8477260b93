import { HttpBackend, type HttpEvent, type HttpRequest } from '@angular/common/http';
import { inject, Injector, makeEnvironmentProviders, runInInjectionContext, type EnvironmentProviders } from '@angular/core';
import type { Observable } from 'rxjs';
import type { HttpTransport } from '../http/http-response.js';
import { requireFunction } from '../validation/require-option.js';
import { injectPageUrl } from './page-url.js';
import { sendByTransport } from './send-by-transport.js';

/**
 * Lets Angular's `HttpClient` send through a transport: `undiciTransport` on a server, a marble transport in a test. It goes behind
 * `provideHttpClient`, whose interceptors and XSRF protection stay; upload progress is not told.
 *
 * No answer, a body that breaks off, and what the transport refuses are told as an `HttpErrorResponse` of status 0 with the transport's
 * error in `error`. JSONP is refused.
 *
 * @example
 * const providers = [provideHttpClient(), provideHttpTransport(fetchTransport())];
 */
export function provideHttpTransport(transport: HttpTransport): EnvironmentProviders {
  requireFunction('transport', transport);
  return makeEnvironmentProviders([{ provide: HttpBackend, useFactory: () => new TransportBackend(transport, inject(Injector)) }]);
}

class TransportBackend implements HttpBackend {
  constructor(
    private readonly transport: HttpTransport,
    private readonly injector: Injector,
  ) {}

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return sendByTransport(request, this.transport, () => runInInjectionContext(this.injector, injectPageUrl));
  }
}
