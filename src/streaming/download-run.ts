import type { Subscriber } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import { ResponseParseError } from '../errors/response-parse-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse } from '../http/http-response.js';
import { applyHeaders, type HeadersInput } from '../http/merge-headers.js';
import type { DownloadEvent } from './download-event.js';
import type { DownloadSettings } from './download-options.js';
import { judgeAnswer, type DownloadPosition } from './judge-answer.js';

/** One subscription of `download`: where it stands, and what each answer, chunk and end make of that. What it throws ends the attempt. */
export class DownloadRun {
  #position: DownloadPosition;
  /** Where the current answer's bytes end, if it said so. */
  #end: number | undefined;
  #furthest: number;
  #hasBegun = false;
  #isLost = false;
  #request: HttpRequest | undefined;

  constructor(
    private readonly subscriber: Pick<Subscriber<DownloadEvent>, 'next'>,
    private readonly settings: DownloadSettings,
  ) {
    const { at, etag } = settings.start;
    this.#position = { loaded: at, etag, total: undefined };
    this.#furthest = at;
  }

  /** Whether another request would ask for the rest only. */
  get isResuming(): boolean {
    return this.#position.loaded > 0 && this.#position.etag !== undefined;
  }

  /** Another request can help: nothing is there yet, or the rest can be asked for, or what is there may be thrown away. */
  get mayGoOn(): boolean {
    return !this.#isLost && (this.#position.loaded === 0 || this.isResuming || this.settings.whenNotResumable === 'restart');
  }

  /** All bytes are there, whatever becomes of the connection. */
  get isWhole(): boolean {
    return this.#position.loaded === this.#position.total;
  }

  /** The caller's headers, and over them ours: encoded bytes couldn't be counted. A browser keeps `Accept-Encoding` to itself. */
  headers(given: HeadersInput = {}): Headers {
    const headers = applyHeaders(new Headers({ 'Accept-Encoding': 'identity' }), given);
    const { loaded, etag } = this.#position;
    return etag !== undefined && loaded > 0 ? applyHeaders(headers, { Range: `bytes=${loaded}-`, 'If-Range': etag }) : headers;
  }

  onHead(response: HttpResponse): void {
    this.#request = response.request;
    const verdict = judgeAnswer(response, this.#position);
    switch (verdict.type) {
      case 'unusable':
        return this.#refuse(`${this.#answer(response)} can't be joined to them: ${verdict.why}`);
      case 'complete':
        return this.#begin({ ...this.#position, total: this.#position.loaded });
      case 'whole':
        if (this.#position.loaded > 0) this.#restart(response);
    }
    this.#hand(response);
    this.#end = verdict.end;
    this.#begin(verdict);
  }

  /** Tells whether the download has come further than ever before. */
  onChunk(bytes: Uint8Array): boolean {
    const loaded = this.#position.loaded + bytes.byteLength;
    if (bytes.byteLength === 0) return false;
    if (loaded > (this.#end ?? Infinity)) throw this.#parseError(`the body is longer than the ${this.#end} bytes that its head tells of`);
    this.#position = { ...this.#position, loaded };
    this.subscriber.next({ type: 'chunk', bytes });
    this.#tellProgress();
    if (loaded <= this.#furthest) return false;
    this.#furthest = loaded;
    return true;
  }

  /** A body may end early without anybody noticing, and a server may send a part that ends anywhere. */
  onEnd(): void {
    const { loaded, total } = this.#position;
    if (loaded === total || (total ?? this.#end) === undefined) return;
    throw new NetworkError(`${this.#line}: the body ended at byte ${loaded} of ${total ?? 'an unknown number'}.`, {
      request: this.#request,
    });
  }

  #begin({ etag, total }: Omit<DownloadPosition, 'loaded'>): void {
    const isNews = !this.#hasBegun || this.#position.loaded === 0;
    this.#hasBegun = true;
    this.#position = { loaded: this.#position.loaded, etag, total };
    if (isNews) this.#tellProgress();
  }

  #restart(response: HttpResponse): void {
    if (this.settings.whenNotResumable === 'error') this.#refuse(`${this.#answer(response)} is the whole again`);
    this.#position = { loaded: 0, etag: undefined, total: undefined };
    this.subscriber.next({ type: 'restart' });
  }

  /** What a callback throws is the end: another request wouldn't mend it. */
  #hand(response: HttpResponse): void {
    try {
      this.settings.onResponse(response);
    } catch (error) {
      this.#isLost = true;
      throw error;
    }
  }

  /** The next request asks for the whole, if that is wanted, and may help. */
  #refuse(why: string): never {
    const message = `${this.#position.loaded} bytes are there, and ${why}`;
    if (this.settings.whenNotResumable === 'error' || !this.isResuming) throw this.#parseError(message);
    this.#position = { ...this.#position, etag: undefined };
    throw new NetworkError(`${this.#line}: ${message}.`, { request: this.#request });
  }

  #tellProgress(): void {
    const { loaded, total } = this.#position;
    this.subscriber.next(total === undefined ? { type: 'progress', loaded } : { type: 'progress', loaded, total });
  }

  #parseError(what: string): ResponseParseError {
    return new ResponseParseError(`${this.#line}: ${what}.`, { text: '', request: this.#request });
  }

  #answer({ status }: HttpResponse): string {
    return `the answer, ${status}${this.isResuming ? '' : ' to a request for the whole'},`;
  }

  get #line(): string {
    return this.#request ? requestLine(this.#request) : 'The download';
  }
}
