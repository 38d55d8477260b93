import { defer, mergeMap, Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
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

/** One attempt: told of, and when it ends, the bodies that nobody reads are let go of. One thin subscriber, as every value goes through it. */
export function sendAttempt<T>(route: AttemptRoute<T>, plan: RequestPlan, life: RequestLife): Observable<T> {
  return new Observable((subscriber) => {
    const attempt = ++life.attempts;
    const bodies = new UnreadBodies();
    const inner = innerSubscriber<T>(subscriber, {
      next(value) {
        bodies.handOut(value);
        subscriber.next(value);
      },
      error(error: unknown) {
        life.failed(attempt, error);
        subscriber.error(error);
      },
    });
    subscriber.add(() => bodies.leave());
    life.attempted(attempt);
    defer(() => answer(route, { plan, life, attempt, bodies })).subscribe(inner);
  });
}

interface Attempt {
  readonly plan: RequestPlan;
  readonly life: RequestLife;
  readonly attempt: number;
  readonly bodies: UnreadBodies;
}

/** The way of one attempt: headers → interceptors → transport → status → decoder. */
function answer<T>({ createSend, decode, settings }: AttemptRoute<T>, { plan, life, attempt, bodies }: Attempt): Observable<T> {
  const { request, defaults } = plan.attempt(attempt);
  const send = createSend(bodies);
  return clientHeaders(settings.headers, request, defaults).pipe(
    mergeMap((headers) => send(withHeaders(request, over(headers, request), plan.authorization))),
    mergeMap((response) => {
      life.answered(attempt, response.status);
      plan.answers.tell(attempt, response);
      return decode(response);
    }),
  );
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
