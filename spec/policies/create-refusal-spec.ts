import { CircuitOpenError } from '../../src/index.js';
import { createRefusal } from '../../src/policies/create-refusal.js';

describe('createRefusal', () => {
  const create = (): CircuitOpenError => new CircuitOpenError('orders');
  const frames = (error: Error): number => (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).length;

  it('makes a real error without a captured stack', () => {
    const error = createRefusal(create, {});
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect([Object.prototype.toString.call(error), error.message]).toEqual(['[object Error]', create().message]);
    expect(frames(error)).toBe(0);
  });

  it('brings the stack back where it is asked for, and leaves others theirs', () => {
    expect(frames(createRefusal(create, { stackTraces: true }))).toBeGreaterThan(0);
    createRefusal(create, {});
    expect(frames(new Error('another'))).toBeGreaterThan(0);
  });

  it('leaves others their stack where the error cannot be made', () => {
    const fail = (): never => {
      throw new TypeError('no error');
    };
    expect(() => createRefusal(fail, {})).toThrowError(TypeError);
    expect(frames(new Error('another'))).toBeGreaterThan(0);
  });
});
