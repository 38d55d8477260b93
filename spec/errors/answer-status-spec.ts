import { answerStatus } from '../../src/errors/answer-status.js';
import { CircuitOpenError, HttpStatusError, NetworkError } from '../../src/index.js';
import { foreignErrors, withStatus } from './foreign-errors.js';

describe('answerStatus', () => {
  it("is that of this library's error, whatever the server sent", () => {
    for (const status of [100, 200, 304, 404, 599, 600, 999]) expect(answerStatus(new HttpStatusError({ status }))).toBe(status);
  });

  it('is the numeric status of a foreign error, and 0 where there was no answer', () => {
    for (const create of Object.values(withStatus)) {
      for (const status of [0, 100, 200, 301, 404, 599]) expect(answerStatus(create(status))).toBe(status);
    }
  });

  for (const [name, error] of Object.entries(foreignErrors)) {
    it(`is not in a foreign error that tells none: ${name}`, () => {
      expect(answerStatus(error)).toBeUndefined();
    });
  }

  it("is not in this library's other errors, whatever somebody hangs on them", () => {
    expect(answerStatus(new NetworkError('no answer'))).toBeUndefined();
    expect(answerStatus(Object.assign(new CircuitOpenError('orders'), { status: 503 }))).toBeUndefined();
  });
});
