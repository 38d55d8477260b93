import type { HttpRequest as AngularRequest } from '@angular/common/http';
import type { Observable } from 'rxjs';
import type { PRINTED_URL } from '../errors/request-info.js';
import { AnswerHeads, type AnswerHead } from '../http/answer-heads.js';
import { HttpContext } from '../http/http-context.js';
import type { HttpRequest } from '../http/http-request.js';
import { isStream, type SentBody } from '../http/request-body.js';
import type { HttpRequestChanges } from '../http/request-parts.js';
import { toHeaders } from './to-headers.js';

interface Parts {
  readonly id: string;
  readonly attempt: number;
  readonly url: string;
  readonly request: AngularRequest<unknown>;
  readonly answers: AnswerHeads;
  readonly context: HttpContext;
}

/**
 * A request of Angular's, as policies know one. It isn't what is sent, so it has no more weight than they need. Printing it shows
 * neither headers nor body.
 */
export class PolicyRequest implements Omit<HttpRequest, typeof PRINTED_URL | 'fields' | 'withFields'> {
  readonly #parts: Parts;
  #headers: Headers | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static of(request: AngularRequest<unknown>, url: string, id: string): PolicyRequest {
    return new PolicyRequest({ id, attempt: 1, url, request, answers: new AnswerHeads(), context: new HttpContext() });
  }

  get id(): string {
    return this.#parts.id;
  }

  get attempt(): number {
    return this.#parts.attempt;
  }

  get method(): string {
    return this.#parts.request.method;
  }

  get url(): string {
    return this.#parts.url;
  }

  get headers(): Headers {
    return (this.#headers ??= toHeaders(this.#parts.request.headers));
  }

  get body(): SentBody | undefined {
    return this.#parts.request.serializeBody() ?? undefined;
  }

  get isBodyRepeatable(): boolean {
    return !isStream(this.#parts.request.body);
  }

  get context(): HttpContext {
    return this.#parts.context;
  }

  get init(): Readonly<Record<string, never>> {
    return {};
  }

  get answers$(): Observable<AnswerHead> {
    return this.#parts.answers.heads$;
  }

  tellAnswer(attempt: number, status: number, headers: Headers): void {
    this.#parts.answers.tell(attempt, { status, headers });
  }

  /** Only the attempt can be another: nothing else would change what Angular sends. */
  clone({ attempt = this.attempt, ...others }: HttpRequestChanges = {}): HttpRequest {
    const [other] = Object.keys(others);
    if (other !== undefined) throw new TypeError(`A policy can't change a request of Angular's (${other}): an interceptor can.`);
    return this.copy(attempt).asRequest();
  }

  copy(attempt: number): PolicyRequest {
    return new PolicyRequest({ ...this.#parts, attempt });
  }

  /** As it was before a key was made for one subscription: the next one makes another. */
  over(request: AngularRequest<unknown>): PolicyRequest {
    return new PolicyRequest({ ...this.#parts, request });
  }

  /** What makes it no `HttpRequest` is that its fields are its own. */
  asRequest(): HttpRequest {
    return this as unknown as HttpRequest;
  }

  /** Without the URL, which may hold secrets. */
  toJSON(): Record<string, unknown> {
    const { id, attempt, method } = this;
    return { id, attempt, method };
  }
}
