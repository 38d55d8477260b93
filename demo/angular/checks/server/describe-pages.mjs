import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from './render.mjs';

/** What a server renders, whatever decides when the page is stable. The circuit is the server's: all pages know what one has found out. */
export function describePages(bootstrap) {
  test('pages of a backend that is well, then down, then avoided', async () => {
    const good = await render(bootstrap, { mode: 'healthy' });
    assert.match(good.page, /3 × rope/);
    assert.match(good.page, /Circuit: closed/);
    assert.equal(good.requests, 1);

    // Each of these is stable although its circuit is open and shown, with a timer until half-open.
    const bad = await render(bootstrap, { mode: 'down' });
    assert.match(bad.page, /Circuit: open/);
    assert.match(bad.page, /The backend has a fault\./);
    assert.equal(bad.requests, 3);

    const spared = await render(bootstrap, { mode: 'down' });
    assert.match(spared.page, /Circuit: open/);
    assert.match(spared.page, /nothing was sent/);
    assert.equal(spared.requests, 0);
  });
}
