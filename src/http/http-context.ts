/** A key for `HttpContext`, with the value that a context has before it is set. */
export class HttpContextToken<T> {
  constructor(readonly defaultValue: () => T) {}
}

/**
 * Typed values that travel with one request, for interceptors. It is shared by the copies of a request and by all attempts, so
 * what an interceptor sets in one attempt the next one sees.
 *
 * @example
 * const TENANT = new HttpContextToken(() => 'none');
 * const orders$ = http.get('/orders', { context: new HttpContext().set(TENANT, 'acme') });
 */
export class HttpContext {
  readonly #values = new Map<HttpContextToken<unknown>, unknown>();

  get<T>(token: HttpContextToken<T>): T {
    return this.#values.has(token) ? (this.#values.get(token) as T) : token.defaultValue();
  }

  set<T>(token: HttpContextToken<T>, value: T): this {
    this.#values.set(token, value);
    return this;
  }

  has(token: HttpContextToken<unknown>): boolean {
    return this.#values.has(token);
  }

  delete(token: HttpContextToken<unknown>): this {
    this.#values.delete(token);
    return this;
  }
}
