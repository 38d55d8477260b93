import { defer, mergeMap, type Observable } from 'rxjs';
import { abortBy } from './abort-by.js';
import { clientHeaders, over } from './client-headers.js';
import type { ClientSettings } from './client-settings.js';
import type { RequestOptions } from './http-client-options.js';
import type { HttpRequest } from './http-request.js';
import type { BodyDecoder, HttpInterceptor, HttpResponse, HttpTransport } from './http-response.js';
import type { RequestLife } from './request-life.js';
import type { RequestPlan } from './request-plan.js';
import { statusError } from './status-error.js';
import { withWireTimeout } from './wire-timeout.js';

/** What one kind of request does with its attempts. */
export interface AttemptRoute<T> {
  /** Interceptors and transport. */
  readonly send: HttpTransport;
  readonly decode: BodyDecoder<T>;
  readonly settings: ClientSettings;
}

/** The way of one attempt: headers → interceptors → transport → status → decoder. */
export function sendAttempt<T>({ send, decode, settings }: AttemptRoute<T>, plan: RequestPlan, life: RequestLife): Observable<T> {
  return defer(() => {
    const attempt = ++life.attempts;
    const sent = defer(() => {
      const { request, defaults } = plan.attempt(attempt);
      return clientHeaders(settings.headers, request, defaults).pipe(
        mergeMap((headers) => send(withHeaders(request, over(headers, request), plan.authorization))),
        mergeMap((response) => {
          life.answered(attempt, response.status);
          return decode(response);
        }),
      );
    });
    return sent.pipe(life.watchAttempt(attempt));
  });
}

/** Interceptors around the transport, with the wire timeout innermost. */
export function createSend({ interceptors, transport, scheduler }: ClientSettings, timeout: number): HttpTransport {
  return interceptors.reduceRight(wrap, withWireTimeout(transport, timeout, scheduler));
}

/** Refuses statuses, and binds the body to the caller's signal, before the decoder gets the response. */
export function createDecode<T>(
  decode: BodyDecoder<T>,
  { acceptStatus = isOk, signal }: RequestOptions<T>,
  { scheduler, signals }: ClientSettings,
): BodyDecoder<T> {
  const now = (): number => scheduler.now();
  return (response) => {
    const bound: HttpResponse = signal ? { ...response, body: abortBy(response.body, signal, signals) } : response;
    try {
      return acceptStatus(response.status) ? decode(bound) : statusError(bound, now);
    } catch (error) {
      leave(bound);
      throw error;
    }
  };
}

/** Ends the transfer of a body that nobody is going to read. */
function leave({ body }: HttpResponse): void {
  body.subscribe({ error: () => undefined }).unsubscribe();
}

function wrap(next: HttpTransport, interceptor: HttpInterceptor): HttpTransport {
  return (request) => defer(() => interceptor(request, next));
}

function withHeaders(request: HttpRequest, headers: Headers, authorization: string | undefined): HttpRequest {
  if (authorization !== undefined && !headers.has('authorization')) headers.set('authorization', authorization);
  return request.clone({ headers });
}

function isOk(status: number): boolean {
  return status >= 200 && status <= 299;
}
