import { defer, finalize, mergeMap, tap, type Observable } from 'rxjs';
import { abortBy } from './abort-by.js';
import { clientHeaders, over } from './client-headers.js';
import type { ClientSettings } from './client-settings.js';
import type { RequestOptions } from './http-client-options.js';
import type { HttpRequest } from './http-request.js';
import type { BodyDecoder, HttpInterceptor, HttpResponse, HttpTransport } from './http-response.js';
import type { RequestLife } from './request-life.js';
import type { RequestPlan } from './request-plan.js';
import { statusError } from './status-error.js';
import { UnreadBodies } from './unread-bodies.js';
import { withWireTimeout } from './wire-timeout.js';

/** What one kind of request does with its attempts. */
export interface AttemptRoute<T> {
  /** Interceptors and transport, for one attempt. */
  readonly createSend: (bodies: UnreadBodies) => HttpTransport;
  readonly decode: BodyDecoder<T>;
  readonly settings: ClientSettings;
}

/** The way of one attempt: headers → interceptors → transport → status → decoder. */
export function sendAttempt<T>({ createSend, decode, settings }: AttemptRoute<T>, plan: RequestPlan, life: RequestLife): Observable<T> {
  return defer(() => {
    const attempt = ++life.attempts;
    const sent = defer(() => {
      const { request, defaults } = plan.attempt(attempt);
      const bodies = new UnreadBodies();
      const send = createSend(bodies);
      return clientHeaders(settings.headers, request, defaults).pipe(
        mergeMap((headers) => send(withHeaders(request, over(headers, request), plan.authorization))),
        mergeMap((response) => {
          life.answered(attempt, response.status);
          plan.answers.tell(attempt, response);
          return decode(response);
        }),
        tap((value) => bodies.handOut(value)),
        finalize(() => bodies.leave()),
      );
    });
    return sent.pipe(life.watchAttempt(attempt));
  });
}

/** Interceptors around the transport, with the wire timeout innermost. */
export function sendThrough({ interceptors, transport, scheduler }: ClientSettings, timeout: number): AttemptRoute<unknown>['createSend'] {
  return (bodies) => interceptors.reduceRight(wrap, withWireTimeout(bodies.watch(transport), timeout, scheduler));
}

/** Refuses statuses, and binds the body to the caller's signal, before the decoder gets the response. */
export function createDecode<T>(
  decode: BodyDecoder<T>,
  { acceptStatus = isOk, signal }: RequestOptions<T>,
  { scheduler, signals }: ClientSettings,
): BodyDecoder<T> {
  return (response) => {
    const bound: HttpResponse = signal ? { ...response, body: abortBy(response.body, signal, signals) } : response;
    return acceptStatus(response.status) ? decode(bound) : statusError(bound, scheduler);
  };
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
