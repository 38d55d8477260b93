import { firstValueFrom, NEVER } from 'rxjs';
import {
  BulkheadFullError,
  CircuitOpenError,
  createHttpClient,
  HttpStatusError,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
} from '../../src/index.js';
import { attachRequest, isLibraryError, type LibraryErrorOptions } from '../../src/errors/library-error.js';
import { PRINTED_URL, type RequestInfo } from '../../src/errors/request-info.js';
import { requestInfo } from './requests.js';

type Create = (options?: LibraryErrorOptions) => Error;

const classes: readonly [name: string, type: new (...args: never[]) => Error, create: Create, message: string, fields: object][] = [
  ['RequestError', RequestError, (options) => new RequestError('A bad URL.', options), 'A bad URL.', {}],
  ['NetworkError', NetworkError, (options) => new NetworkError('No answer.', options), 'No answer.', {}],
  [
    'RequestTimeoutError',
    RequestTimeoutError,
    (options) => new RequestTimeoutError('head', 300, options),
    'Timed out: no response head within 300 ms (head).',
    { phase: 'head', timeout: 300 },
  ],
  [
    'ResponseParseError',
    ResponseParseError,
    (options) => new ResponseParseError('No JSON.', { text: '<p>', line: 3, ...options }),
    'No JSON.',
    { text: '<p>', line: 3 },
  ],
  [
    'CircuitOpenError',
    CircuitOpenError,
    (options) => new CircuitOpenError('orders', 500, options),
    'The circuit "orders" refuses calls for another 500 ms.',
    { breaker: 'orders', retryAfter: 500 },
  ],
  [
    'RateLimitError',
    RateLimitError,
    (options) => new RateLimitError('orders', 250, options),
    'The limiter "orders" refuses the call: its turn would come in 250 ms.',
    { limiter: 'orders', retryAfter: 250 },
  ],
  [
    'BulkheadFullError',
    BulkheadFullError,
    (options) => new BulkheadFullError('orders', options),
    'The bulkhead "orders" is full.',
    { bulkhead: 'orders' },
  ],
];

/** The others don't come from another error. */
const withOriginal = ['RequestError', 'NetworkError', 'ResponseParseError'];

describe("an error of this library's", () => {
  for (const [name, type, create, message, fields] of classes) {
    describe(`class ${name}`, () => {
      it('is an Error, known by its class, and by its name as a literal', () => {
        const error = create();
        expect(error).toBeInstanceOf(Error);
        expect(error).toBeInstanceOf(type);
        expect(error.name).toBe(name);
        expect(Object.prototype.toString.call(error)).toBe('[object Error]');
        expect(isLibraryError(error)).toBeTrue();
        for (const [other, otherType] of classes) expect(error instanceof otherType).toBe(other === name);
      });

      it('tells what happened in its message and its fields, and has no others', () => {
        const error = create();
        expect(error.message).toBe(message);
        expect<object>({ ...error }).toEqual(fields);
        expect('cause' in error).toBeFalse();
        expect('request' in error).toBeFalse();
      });

      it('begins its stack with its name and message', () => {
        const { stack = '' } = create();
        expect(stack.startsWith(`${name}: ${message}`)).toBeTrue();
      });

      it('keeps the original in `cause`, where there can be one, and the request in `request`, neither of them enumerable', () => {
        const [cause, request] = [new TypeError('fetch failed'), requestInfo()];
        const error = create({ cause, request }) as Error & { request?: unknown };
        expect(error.cause).toBe(withOriginal.includes(name) ? cause : undefined);
        expect(error.request).toBe(request);
        expect<object>({ ...error }).toEqual(fields);
      });

      it('becomes plain data as JSON: name, message, its fields, and which request it was', () => {
        const request = requestInfo({ method: 'POST', url: 'https://u:p@api.example.com/orders?token=hush', attempt: 2 });
        expect(JSON.parse(JSON.stringify(create()))).toEqual({ name, message, ...fields });
        expect(JSON.parse(JSON.stringify(create({ request, cause: new Error('hush') })))).toEqual({
          name,
          message,
          ...fields,
          request: { id: '7', attempt: 2, method: 'POST', url: 'https://***@api.example.com/orders?token=***' },
        });
      });
    });
  }

  it('is told from others by a mark that a second copy of the library shares', () => {
    const fromElsewhere = Object.assign(new Error('no answer'), { name: 'NetworkError', [Symbol.for('breakwater.error')]: true });
    expect(isLibraryError(fromElsewhere)).toBeTrue();
    for (const foreign of [new Error('NetworkError'), { name: 'NetworkError' }, 'NetworkError', null, undefined, 5, () => 1]) {
      expect(isLibraryError(foreign)).toBeFalse();
    }
  });

  it('learns its request later, once, if it does not know it yet', () => {
    const [first, second] = [requestInfo({ id: '1' }), requestInfo({ id: '2' })];
    const error = new CircuitOpenError('orders') as CircuitOpenError & { request?: unknown };
    attachRequest(error, () => first);
    attachRequest(error, () => second);
    expect(error.request).toBe(first);
    expect(Object.keys(error)).toEqual(['breaker']);
  });

  it('is the only one that learns it', () => {
    const foreign = new Error('foreign');
    attachRequest(foreign, () => requestInfo());
    attachRequest('text', () => requestInfo());
    attachRequest(null, () => requestInfo());
    expect('request' in foreign).toBeFalse();
  });
});

describe('CircuitOpenError', () => {
  it('has no `retryAfter` where nobody knows when', () => {
    const error = new CircuitOpenError('orders');
    expect(error.message).toBe('The circuit "orders" refuses calls.');
    expect('retryAfter' in error).toBeFalse();
  });

  it('keeps a `retryAfter` of 0', () => {
    expect(new CircuitOpenError('orders', 0).retryAfter).toBe(0);
  });
});

describe('what toJSON tells of the request', () => {
  const url = 'https://u:hush@host/orders;v=hush?page=2&token=hush#state=hush';

  function printed(request: RequestInfo): string {
    return (new RequestTimeoutError('head', 5, { request }).toJSON().request as RequestInfo).url;
  }

  it('hides all values where nobody knows the secret ones by name', () => {
    expect(printed(requestInfo({ url }))).toBe('https://***@host/orders;v=***&token=***#state=***');
    expect(printed(requestInfo({ url: 'https://host:8080/a' }))).toBe('https://host:8080/a');
  });

  it('is what the request says that may be printed', () => {
    expect(printed({ ...requestInfo({ url }), [PRINTED_URL]: 'https://host/orders' })).toBe('https://host/orders');
  });

  it('leaves the harmless parameters of a request of the client readable', async () => {
    const http = createHttpClient({ timeout: 1, transport: () => NEVER });
    const error = await firstValueFrom(http.get('https://host/orders?page=2&token=hush')).catch((reason: unknown) => reason);
    expect(JSON.parse(JSON.stringify(error))).toEqual(
      jasmine.objectContaining({
        name: 'RequestTimeoutError',
        request: { id: '1', attempt: 1, method: 'GET', url: 'https://host/orders?page=2&token=***' },
      }),
    );
  });
});

describe('RequestTimeoutError', () => {
  const phases = ['head', 'idle', 'first', 'attempt', 'total'] as const;
  for (const phase of phases) {
    it(`says that it was the ${phase} timeout`, () => {
      expect(new RequestTimeoutError(phase, 1500).message).toMatch(new RegExp(`^Timed out: .+ within 1500 ms \\(${phase}\\)\\.$`));
    });
  }
});

describe('ResponseParseError', () => {
  it('keeps at most 200 characters of the text', () => {
    const long = new ResponseParseError('No JSON.', { text: `${'x'.repeat(200)}y` });
    expect(long.text).toBe('x'.repeat(200));
    expect(new ResponseParseError('No JSON.', { text: '' }).text).toBe('');
  });

  it('has no `line` where the format has no lines', () => {
    expect('line' in new ResponseParseError('No JSON.', { text: '<' })).toBeFalse();
  });
});

describe('HttpStatusError', () => {
  it('holds status, headers, body and hint', () => {
    const headers = new Headers({ 'Content-Type': 'application/json', 'Retry-After': '3' });
    const error = new HttpStatusError({ status: 503, statusText: 'Service Unavailable', headers, body: { code: 5 }, retryAfter: 3000 });
    expect(error).toBeInstanceOf(HttpStatusError);
    expect(error.name).toBe('HttpStatusError');
    expect(error.message).toBe('The server answered 503 Service Unavailable.');
    expect([error.status, error.body, error.retryAfter]).toEqual([503, { code: 5 }, 3000]);
    expect([...error.headers]).toEqual([
      ['content-type', 'application/json'],
      ['retry-after', '3'],
    ]);
    expect(error.stack?.startsWith('HttpStatusError: The server answered 503')).toBeTrue();
  });

  it('names the request, without secrets', () => {
    const request = requestInfo({ method: 'DELETE', url: 'https://api.example.com/orders?page=2&access_token=hush' });
    const error = new HttpStatusError({ status: 418 }, { request });
    expect(error.message).toBe('DELETE https://api.example.com/orders?page=2&access_token=*** answered 418.');
  });

  it('has no headers, no body and no hint where there are none', () => {
    const error = new HttpStatusError({ status: 500 });
    expect([...error.headers]).toEqual([]);
    expect(error.body).toBeUndefined();
    expect('retryAfter' in error).toBeFalse();
  });

  it('keeps a hint of 0', () => {
    expect(new HttpStatusError({ status: 503, retryAfter: 0 }).retryAfter).toBe(0);
  });

  it('hides the values of secret headers, and keeps the others', () => {
    const headers = new Headers({ 'Set-Cookie': 'sid=hush', 'X-Api-Key': 'hush', Location: '/next?code=hush&page=2', ETag: '"5"' });
    expect(Object.fromEntries(new HttpStatusError({ status: 302, headers }).headers)).toEqual({
      etag: '"5"',
      location: '/next?code=***&page=2',
      'set-cookie': '***',
      'x-api-key': '***',
    });
    expect(headers.get('x-api-key')).toBe('hush');
  });

  it('becomes plain data as JSON, its headers included', () => {
    const headers = new Headers({ 'Content-Type': 'text/plain', Authorization: 'Bearer hush' });
    const error = new HttpStatusError({ status: 400, headers, body: 'no', retryAfter: 5 }, { request: requestInfo() });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'HttpStatusError',
      message: 'GET https://api.example.com/orders answered 400.',
      status: 400,
      headers: { authorization: '***', 'content-type': 'text/plain' },
      body: 'no',
      retryAfter: 5,
      request: { id: '7', attempt: 1, method: 'GET', url: 'https://api.example.com/orders' },
    });
  });
});
