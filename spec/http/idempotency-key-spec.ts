import { createIdempotencyKey } from '../../src/http/idempotency-key.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('createIdempotencyKey', () => {
  it('makes a UUID of version 4', () => {
    expect(createIdempotencyKey()).toMatch(uuid);
  });

  describe('where a page is no secure context', () => {
    beforeEach(() => {
      Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    });
    afterEach(() => {
      Reflect.deleteProperty(crypto, 'randomUUID'); // that of the prototype is back
    });

    const bytes: readonly [byte: number, key: string][] = [
      [0x00, '00000000-0000-4000-8000-000000000000'],
      [0xff, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
      [0x5a, '5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a'],
    ];
    for (const [byte, key] of bytes) {
      it(`makes ${key} of sixteen random bytes ${byte}`, () => {
        spyOn(crypto, 'getRandomValues').and.callFake((array) => (array as unknown as Uint8Array).fill(byte) as never);
        expect(createIdempotencyKey()).toBe(key);
      });
    }

    it('makes another one each time', () => {
      expect(createIdempotencyKey()).toMatch(uuid);
      expect(createIdempotencyKey()).not.toBe(createIdempotencyKey());
    });
  });
});
