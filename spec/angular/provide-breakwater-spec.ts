import '@angular/compiler';
import { provideBreakwater, withIdempotencyKey, withPolicy, type BreakwaterOptions } from '../../src/angular/index.js';

/** What only JavaScript can be told. */
function provide(options: unknown): void {
  provideBreakwater(options as BreakwaterOptions);
}

describe('provideBreakwater', () => {
  it('refuses what can not be meant, and says what would be right', () => {
    const policy = <T>(source: T): T => source;
    const table: readonly [options: unknown, message: RegExp][] = [
      [{ policy: { retry: {} } }, /^policy must be a function, as protect\({ … }\) makes one, but was an object/],
      [{ policy: 'retry' }, /^policy must be a function/],
      [{ routes: { orders: { url: '/orders' } } }, /^routes\.orders\.policy must be a function/],
      [{ routes: { orders: { url: '/orders', policy: { retry: {} } } } }, /^routes\.orders\.policy must be a function, as protect/],
      [
        { routes: { orders: { policy } } },
        /^routes\.orders\.url must be the beginning of a URL, a RegExp or a function, but was undefined/,
      ],
      [{ routes: { orders: { url: '', policy } } }, /^routes\.orders\.url must be/],
    ];
    for (const [options, message] of table) expect(() => provide(options)).toThrowError(RangeError, message);
  });

  it('takes what can be', () => {
    const routes = { a: { url: '/a', policy: null }, b: { url: /b/, policy: null }, c: { url: () => true, policy: null } };
    for (const options of [{}, { policy: null }, { policy: undefined, routes: undefined }, { routes }])
      expect(() => provide(options)).not.toThrow();
  });
});

describe('withPolicy', () => {
  it('refuses the options of protect', () => {
    expect(() => withPolicy({ retry: {} } as never)).toThrowError(RangeError, /as protect/);
  });
});

describe('withIdempotencyKey', () => {
  it('adds to a context, and refuses a blank key', () => {
    const context = withPolicy(null);
    expect(withIdempotencyKey('k', context)).toBe(context);
    expect([...context.keys()].length).toBe(2);
    for (const key of ['', ' ', 7, false])
      expect(() => withIdempotencyKey(key as never)).toThrowError(RangeError, /^key must be true or a text/);
  });
});
