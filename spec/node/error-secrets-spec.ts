import { inspect } from 'node:util';
import {
  BulkheadFullError,
  CircuitOpenError,
  HttpStatusError,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
} from '../../src/index.js';
import type { LibraryErrorOptions } from '../../src/errors/library-error.js';
import type { RequestInfo } from '../../src/errors/request-info.js';

/* What must never be seen holds this word, what has to stay readable `plain`. */
const SECRET = 'hush';
const HIDDEN_URL = `https://${SECRET}user:${SECRET}@api.example.com/plain/path?page=plain&access_token=${SECRET}&api%5Fkey=${SECRET}#token=${SECRET}`;

const secretHeaders = {
  Authorization: `Bearer ${SECRET}`,
  'Proxy-Authorization': `Basic ${SECRET}`,
  Cookie: `sid=${SECRET}`,
  'X-Api-Key': SECRET,
  Accept: 'plain/accept',
};

class ClientRequest {
  readonly _header = `GET / HTTP/1.1\r\nAuthorization: Bearer ${SECRET}\r\n`;
}

const request: RequestInfo = {
  id: '7',
  attempt: 1,
  method: 'GET',
  url: HIDDEN_URL,
  headers: new Headers(secretHeaders),
  isBodyRepeatable: true,
};

const causes: Record<string, () => unknown> = {
  'the whole URL in its message, as with node-fetch': () =>
    Object.assign(new Error(`request to ${HIDDEN_URL} failed, reason: plain`), { type: 'system', code: 'ECONNRESET' }),
  'it in a cause of its cause': () =>
    new TypeError('fetch failed', { cause: new Error('plain', { cause: new Error(`connect ${HIDDEN_URL}`) }) }),
  'it in its stack only': () => {
    const error = new Error('plain');
    error.stack = `Error: plain\n    at ${HIDDEN_URL}:1:1`;
    return error;
  },
  'headers in its message': () =>
    new Error(
      `plain\nAuthorization: Token ${SECRET}\nSet-Cookie: ${SECRET}=${SECRET}; Path=/\nx-api-key: ${SECRET}\nproxy-authorization: ${SECRET}`,
    ),
  'its request and response, as with axios': () =>
    Object.assign(new Error('plain'), {
      config: { url: HIDDEN_URL, headers: secretHeaders, auth: { username: 'plain', password: SECRET } },
      request: new ClientRequest(),
      response: { status: 500, headers: new Headers({ 'Set-Cookie': SECRET }), request: new ClientRequest() },
    }),
  'them where only a debugger looks, as with got': () =>
    Object.defineProperties(new Error('plain'), {
      options: { value: { headers: secretHeaders, url: new URL(HIDDEN_URL) }, enumerable: false },
      [Symbol('request')]: { value: new ClientRequest(), enumerable: false },
    }),
  'several errors': () => new AggregateError([new Error(HIDDEN_URL), { headers: secretHeaders }], 'plain'),
  'no error at all': () => ({ url: HIDDEN_URL, headers: secretHeaders, plain: 'plain' }),
  'only text': () => `plain ${HIDDEN_URL}`,
};

const answer = {
  status: 401,
  statusText: `plain ${HIDDEN_URL}`,
  headers: new Headers({ ...secretHeaders, 'Set-Cookie': SECRET, Location: HIDDEN_URL, ETag: 'plain' }),
};

const errors: Record<string, (options: LibraryErrorOptions) => Error> = {
  RequestError: (options) => new RequestError(`plain ${HIDDEN_URL}`, options),
  NetworkError: (options) => new NetworkError(`plain ${HIDDEN_URL}`, options),
  RequestTimeoutError: (options) => new RequestTimeoutError('head', 5, options),
  HttpStatusError: (options) => new HttpStatusError(answer, options),
  ResponseParseError: (options) => new ResponseParseError(`plain ${HIDDEN_URL}`, { text: 'plain', ...options }),
  CircuitOpenError: (options) => new CircuitOpenError('plain', 5, options),
  RateLimitError: (options) => new RateLimitError('plain', 5, options),
  BulkheadFullError: (options) => new BulkheadFullError('plain', options),
};

/** All that a program may print of an error. */
function print(error: Error & { cause?: unknown }): string {
  const chain: unknown[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) chain.push(at.message, at.stack, String(at), JSON.stringify(at));
  const views = [{}, { depth: 10, showHidden: true }, { depth: 10, showHidden: true, customInspect: false, getters: false }];
  return [...chain, ...views.map((view) => inspect(error, view))].join('\n');
}

describe('what is printed of an error', () => {
  for (const [name, create] of Object.entries(errors)) {
    for (const [because, createCause] of Object.entries(causes)) {
      it(`of the class ${name} holds no secret, when its cause holds ${because}`, () => {
        const printed = print(create({ cause: createCause(), request }));
        expect(printed.toLowerCase()).not.toContain(SECRET);
        expect(printed).toContain(name);
        expect(printed).toContain('plain');
      });
    }
  }

  it('would show them, were they not hidden', () => {
    for (const createCause of Object.values(causes)) {
      const cause = createCause();
      expect(inspect(cause, { depth: 10, showHidden: true })).toContain(SECRET);
    }
  });

  it('tells where the request went, and why it failed', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:80'), { code: 'ECONNREFUSED', syscall: 'connect', port: 80 });
    const printed = print(new NetworkError('GET https://api.example.com/orders?page=2: no answer.', { cause, request }));
    for (const part of ['GET https://api.example.com/orders?page=2', 'ECONNREFUSED', '127.0.0.1:80', "syscall: 'connect'", 'port: 80']) {
      expect(printed).toContain(part);
    }
  });

  it('shows the name of the class once', () => {
    expect(inspect(new NetworkError('no answer')).split('NetworkError').length).toBe(2);
  });
});
