import { readFileSync } from 'node:fs';
import faults from '../simulation/faults.json' with { type: 'json' };

describe('the planted faults of the simulation', () => {
  it('are twelve or more', () => {
    expect(faults.length).toBeGreaterThanOrEqual(12);
  });

  for (const { fault, file, search, replace } of faults) {
    it(`can be planted: ${fault}`, () => {
      expect(readFileSync(file, 'utf8').split(search).length).withContext(`"${search}" in ${file}`).toBe(2);
      expect(replace).not.toBe(search);
    });
  }
});
