import { concat, from, NEVER, of, throwError, type Observable } from 'rxjs';
import { NetworkError, type HttpRequest, type HttpResponse, type HttpTransport } from '../../src/index.js';

/** How a body ends before its end: with an error, as if it were whole (cross-fetch), or not at all. */
export type Cut = 'broken' | 'quiet' | 'stalled';

/** An answer of a file server: a head, and the part of a file that its body has. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What a server answers to a request; `nth` counts from 0. */
export type FileServerScript = (request: { readonly from: number; readonly validator: string | null }, nth: number) => FileAnswer;

/** A transport over files in memory that answers synchronously, in chunks of some bytes, and keeps what it was asked. */
export function fileTransport(
  script: FileServerScript,
  cutAfter: (nth: number) => number = () => Infinity,
  { chunk = 2, cut = 'broken' }: { readonly chunk?: number; readonly cut?: Cut } = {},
): HttpTransport & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const send: HttpTransport = (request) => {
    const nth = requests.push(request) - 1;
    const [, start = '0'] = /^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '') ?? [];
    const { status, headers, body } = script({ from: Number(start), validator: request.headers.get('if-range') }, nth);
    const length = Math.min(cutAfter(nth), body.length);
    const chunks = from(slices(body.subarray(0, length), chunk));
    return of({ ...head(request, status, headers), body: length < body.length ? concat(chunks, endings[cut]) : chunks });
  };
  return Object.assign(send, { requests });
}

const endings: Readonly<Record<Cut, Observable<never>>> = {
  broken: throwError(() => new NetworkError('cut')),
  quiet: from([]),
  stalled: NEVER,
};

function head(request: HttpRequest, status: number, headers: Record<string, string>): Omit<HttpResponse, 'body'> {
  return { request, url: request.url, status, statusText: '', headers: new Headers(headers), redirected: false };
}

function slices(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));
}

/** The whole of a file. */
export function wholeFile(file: Uint8Array, headers: Record<string, string> = {}): FileAnswer {
  return { status: 200, headers: { 'content-length': String(file.length), ...headers }, body: file };
}

/** A file from a byte on, under its right `Content-Range`. */
export function restOfFile(file: Uint8Array, start: number, headers: Record<string, string> = {}): FileAnswer {
  const range = `bytes ${start}-${file.length - 1}/${file.length}`;
  const body = file.slice(start);
  return { status: 206, headers: { 'content-length': String(body.length), 'content-range': range, ...headers }, body };
}
