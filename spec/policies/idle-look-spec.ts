import { IdleLook } from '../../src/policies/idle-look.js';

describe('IdleLook', () => {
  it('goes past all entries at first, and then once in as many looks as pay for it', () => {
    const look = new IdleLook();
    const may = (): number => look.begin(200);
    expect([may(), may(), may(), may(), may(), may()]).toEqual([Infinity, 64, 64, 64, Infinity, 64]);
  });

  it('goes past all again when one has found everything', () => {
    const look = new IdleLook();
    look.begin(200);
    look.end();
    expect([look.begin(200), look.begin(200)]).toEqual([Infinity, 64]);
  });

  it('always goes past a few', () => {
    const look = new IdleLook();
    expect([look.begin(64), look.begin(64), look.begin(65)]).toEqual([Infinity, Infinity, 64]);
  });
});
