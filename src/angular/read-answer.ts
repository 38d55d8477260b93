import {
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpHeaders,
  HttpResponse as AngularResponse,
  type HttpEvent,
  type HttpRequest as AngularRequest,
} from '@angular/common/http';
import { concat, defer, ignoreElements, map, of, throwError, type Observable } from 'rxjs';
import type { HttpResponse } from '../http/http-response.js';
import { parseAngularBody, type ParsedBody } from './parse-angular-body.js';

type Head = Readonly<Record<'status', number> & Record<'statusText' | 'url', string> & { headers: HttpHeaders; redirected: boolean }>;

/** The rest of a request's events: its head and progress, where they are wanted, and the answer, or the error that Angular makes of it. */
export function readAnswer(response: HttpResponse, request: AngularRequest<unknown>): Observable<HttpEvent<unknown>> {
  const { status, statusText, url, redirected } = response;
  const head: Head = { status, statusText, url, redirected, headers: new HttpHeaders(response.headers) };
  const chunks: Uint8Array[] = [];
  const progress = response.body.pipe(map(countBytes(head, request, chunks)));
  const end = defer(() => endOf(head, parseAngularBody(request, chunks, head)));
  if (!request.reportProgress) return concat(progress.pipe(ignoreElements()), end);
  return concat(of(new HttpHeaderResponse(head)), progress, end);
}

function countBytes(
  { headers }: Head,
  { responseType, reportProgress }: AngularRequest<unknown>,
  chunks: Uint8Array[],
): (chunk: Uint8Array) => HttpEvent<unknown> {
  const decoder = responseType === 'text' && reportProgress ? new TextDecoder() : undefined;
  const length = headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  let loaded = 0;
  let partialText = '';
  return (chunk) => {
    chunks.push(chunk);
    loaded += chunk.byteLength;
    const event = { type: HttpEventType.DownloadProgress as const, loaded, total };
    return decoder ? { ...event, partialText: (partialText += decoder.decode(chunk, { stream: true })) } : event;
  };
}

function endOf(head: Head, body: ParsedBody): Observable<HttpEvent<unknown>> {
  const isOk = head.status >= 200 && head.status <= 299;
  if (isOk && 'content' in body) return of(new AngularResponse({ ...head, body: body.content }));
  return throwError(() => new HttpErrorResponse({ ...head, error: 'content' in body ? body.content : body }));
}
