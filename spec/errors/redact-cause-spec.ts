import { redactCause } from '../../src/errors/redact-cause.js';

class Socket {
  readonly _header = 'Authorization: Bearer hush';
}

function errorWith(fields: object, message = 'failed'): Error {
  return Object.assign(new Error(message), fields);
}

describe('redactCause', () => {
  const clean: readonly [because: string, cause: unknown][] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['a string', 'connect ECONNREFUSED'],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['an error', new TypeError('fetch failed')],
    ['an error with a code', errorWith({ code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: '127.0.0.1', port: 80 })],
    ['an error with a number that is none', errorWith({ ratio: NaN })],
    ['an error with plain objects', errorWith({ socket: { bytesRead: 5, remote: ['a', { port: 80 }] }, when: new Date(0) })],
    ['an error with an error beneath it', new Error('outer', { cause: new Error('inner', { cause: 'innermost' }) })],
    ['several errors in one', new AggregateError([new Error('a'), new Error('b')], 'all failed')],
    ['a DOMException', new DOMException('aborted', 'AbortError')],
    ['harmless headers', new Headers({ ETag: '5' })],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ];
  for (const [because, cause] of clean) {
    it(`hands on the original where it holds no secret: ${because}`, () => {
      expect(redactCause(cause)).toBe(cause);
    });
  }

  it('copies an error whose message and stack hold a secret, with its name, code and other fields', () => {
    class FetchError extends Error {
      override readonly name = 'FetchError';
    }
    const original = Object.assign(new FetchError('request to https://u:hush@host/?token=hush failed, reason: ECONNRESET'), {
      type: 'system',
      errno: 'ECONNRESET',
      code: 'ECONNRESET',
    });
    const copy = redactCause(original) as Error & { code?: string };
    expect(copy).not.toBe(original);
    expect(copy).toBeInstanceOf(Error);
    expect(copy.message).toBe('request to https://***@host/?token=*** failed, reason: ECONNRESET');
    expect(copy.name).toBe('FetchError');
    expect(copy.stack).toContain('https://***@host/?token=***');
    expect(copy.stack).not.toContain('hush');
    expect<object>({ ...copy }).toEqual({ name: 'FetchError', type: 'system', errno: 'ECONNRESET', code: 'ECONNRESET' });
    expect(original.message).toContain('hush');
  });

  it('keeps the name of an error class that has it on its prototype', () => {
    expect((redactCause(new TypeError('https://u:hush@host')) as Error).name).toBe('TypeError');
  });

  it('copies an error whose stack alone holds a secret', () => {
    const error = new Error('failed');
    error.stack = `${error.stack}\n    at https://host/script.js?token=hush:1:1`;
    const copy = redactCause(error) as Error;
    expect(copy.message).toBe('failed');
    expect(copy.stack).not.toContain('hush');
  });

  it('copies an error without a stack', () => {
    const error = new Error('?token=hush');
    delete error.stack;
    Object.defineProperty(error, 'stack', { value: undefined });
    expect((redactCause(error) as Error).stack).toBeUndefined();
  });

  it('reaches an error at any depth, and copies all those above it', () => {
    let error = new Error('/?token=hush');
    for (let depth = 0; depth < 50; depth++) error = new Error(`level ${depth}`, { cause: error });
    let copy = redactCause(error) as Error;
    for (let depth = 49; depth >= 0; depth--) {
      expect(copy.message).toBe(`level ${depth}`);
      copy = copy.cause as Error;
    }
    expect(copy.message).toBe('/?token=***');
  });

  const fields: readonly [because: string, field: object, redacted: object][] = [
    ['a string', { url: 'https://u:hush@host/' }, { url: 'https://***@host/' }],
    ['a field named like a secret', { password: 'hush', code: 'E1' }, { password: '***', code: 'E1' }],
    [
      'the headers of a plain object',
      { config: { headers: { Authorization: 'hush', Accept: 'a' } } },
      { config: { headers: { Authorization: '***', Accept: 'a' } } },
    ],
    ['what is in a list', { errors: [{ url: '/?sig=hush' }, 5] }, { errors: [{ url: '/?sig=***' }, 5] }],
    ['a secret object as a whole', { auth: { username: 'me', password: 'hush' } }, { auth: '***' }],
    ['an object of a class, which is only named', { request: new Socket(), status: 5 }, { request: '[Socket]', status: 5 }],
    ['a Map', { seen: new Map([['token', 'hush']]) }, { seen: '[Map]' }],
    [
      'a URL with another in its query, as errors of Bun tell it',
      { path: 'http://host/from?status=302&to=http%3A%2F%2Fjoe%3Ahush%40127.0.0.1%2F', errno: 0 },
      { path: 'http://host/from?status=302&to=http%3A%2F%2F***%40127.0.0.1%2F', errno: 0 },
    ],
    ['a URL', { url: new URL('https://u:hush@host/?a=1') }, { url: 'https://***@host/?a=1' }],
  ];
  for (const [because, field, redacted] of fields) {
    it(`hides in the fields of an error: ${because}`, () => {
      const copy = redactCause(errorWith(field)) as Error;
      expect({ ...copy } as object).toEqual(redacted);
      expect(copy.message).toBe('failed');
    });
  }

  it('hides in fields that only a debugger shows, and keeps them so', () => {
    const symbol = Symbol('kToken');
    const error = Object.defineProperty(new Error('failed'), 'config', { value: { url: '/?token=hush' }, enumerable: false });
    Object.defineProperty(error, symbol, { value: 'hush', enumerable: false });
    const copy = redactCause(error) as Error & { config?: object; [symbol]?: string };
    expect(copy.config).toEqual({ url: '/?token=***' });
    expect(copy[symbol]).toBe('***');
    expect(Object.keys(copy)).toEqual([]);
  });

  it('hides in the errors of an AggregateError', () => {
    const copy = redactCause(new AggregateError([new Error('/?token=hush'), new Error('other')], 'all failed')) as AggregateError;
    expect((copy.errors as Error[]).map(({ message }) => message)).toEqual(['/?token=***', 'other']);
  });

  it('hides in headers', () => {
    const copy = redactCause(new Headers({ 'X-Api-Key': 'hush', ETag: '5' })) as Headers;
    expect(Object.fromEntries(copy)).toEqual({ etag: '5', 'x-api-key': '***' });
  });

  it('hides in causes that are no errors', () => {
    expect(redactCause('/?token=hush')).toBe('/?token=***');
    expect(redactCause({ headers: { cookie: 'hush' } })).toEqual({ headers: { cookie: '***' } });
    expect(redactCause(new Socket())).toBe('[Socket]');
  });

  it('is not led in circles', () => {
    const error = errorWith({ url: '/?token=hush' }) as Error & { self?: unknown; list?: unknown[] };
    error.cause = error;
    error.self = error;
    error.list = [error, { error }];
    const copy = redactCause(error) as Error & { url?: string };
    expect(copy.url).toBe('/?token=***');
  });

  it('ends soon in a web of objects, and what it has not looked into it only names', () => {
    const nodes: Record<string, unknown>[] = Array.from({ length: 3_000 }, (_, index) => ({ url: `/?token=hush${index}` }));
    for (const node of nodes) node.others = nodes;
    expect(JSON.stringify(redactCause(errorWith({ nodes })))).not.toContain('hush');
  });

  it('ends in a long chain of objects', () => {
    let chain: object = { url: '/?token=hush' };
    for (let length = 0; length < 20_000; length++) chain = { url: '/?token=hush', next: chain };
    const copy = redactCause(errorWith({ chain })) as Error;
    expect(JSON.stringify(copy)).not.toContain('hush');
    expect(JSON.stringify(copy)).toContain('"next":"[Object]"');
  });

  it('does not touch an accessor that a debugger does not call', () => {
    const error = new Error('failed');
    Object.defineProperty(error, 'lazy', { get: () => fail('called'), enumerable: false });
    expect(redactCause(error)).toBe(error);
  });
});
