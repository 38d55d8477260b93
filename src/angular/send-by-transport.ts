import { HttpErrorResponse, HttpEventType, type HttpEvent, type HttpRequest as AngularRequest } from '@angular/common/http';
import { catchError, concat, defer, mergeMap, of, throwError, type Observable } from 'rxjs';
import type { HttpTransport } from '../http/http-response.js';
import { requestTimeout } from '../operators/request-timeout.js';
import { readAnswer } from './read-answer.js';
import { toTransportRequest } from './to-transport-request.js';

/** Sends one request of Angular's through a transport, and tells of it as Angular's own backends do. */
export function sendByTransport(
  request: AngularRequest<unknown>,
  transport: HttpTransport,
  pageUrl: () => string,
): Observable<HttpEvent<unknown>> {
  const answer = defer(() => transport(toTransportRequest(request, pageUrl())).pipe(mergeMap((response) => readAnswer(response, request))));
  const events = concat(of<HttpEvent<unknown>>({ type: HttpEventType.Sent }), answer);
  const { timeout } = request;
  return (timeout === undefined ? events : events.pipe(requestTimeout({ total: timeout }))).pipe(
    catchError((error: unknown) => throwError(() => toErrorResponse(error, request))),
  );
}

function toErrorResponse(error: unknown, { urlWithParams }: AngularRequest<unknown>): HttpErrorResponse {
  if (error instanceof HttpErrorResponse) return error;
  return new HttpErrorResponse({ error, status: 0, statusText: 'No answer', url: urlWithParams });
}
