import { random } from '../../src/time/random.js';

describe('random', () => {
  it("is the platform's", () => {
    spyOn(Math, 'random').and.returnValue(0.25);
    expect(random()).toBe(0.25);
  });
});
