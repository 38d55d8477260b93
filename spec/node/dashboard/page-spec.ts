import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { calmKnobs } from '../../../demo/dashboard/shared/calm-knobs.js';
import type { KnobChange, Knobs, ServerCounts, ServiceName } from '../../../demo/dashboard/shared/protocol.js';
import { openDashboard, type OpenDashboard } from '../../support/dashboard-page.js';
import { setLoad } from '../../support/page-load.js';
import { MOST_SCRIPT_BYTES, scriptBytes } from '../../support/page-size.js';
import { changesWithin, focused, hide, keepTexts, until } from '../../support/watch-page.js';

/** Against hanging, on a busy machine too. */
const PATIENCE = 120_000;
const WIDE = { width: 1_280, height: 900 };
const NARROW = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page of the dashboard', () => {
  let dashboard: OpenDashboard;

  beforeAll(async () => {
    dashboard = await openDashboard();
  }, PATIENCE);

  afterAll(() => dashboard.close());

  it('has less than 60 kB of JavaScript, compressed', () => {
    const bytes = scriptBytes(dashboard.files);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  it(
    'plays an outage and a recovery: open with a countdown, half-open, closed, and nothing is sent while open',
    () =>
      visit(async (page) => {
        await badge(page, 'orders', 'closed').waitFor();
        const heard = await keepTexts(page, 'announcer');
        const countdowns = await keepTexts(page, 'countdown');
        const headlines = await keepTexts(page, 'headline');
        await page.getByRole('button', { name: 'Outage and recovery' }).click();
        await badge(page, 'orders', 'open').waitFor();
        const [before, after] = await unaskedWithin(400, 'orders');
        await until(async () => (await heard()).some((text) => text.includes('orders: circuit closed')));
        await badge(page, 'orders', 'closed').waitFor();

        const turns = (await heard()).flatMap((text) => [...text.matchAll(/orders: circuit ([\w-]+)/g)].map(([, status]) => status));
        expect([turns[0], ...turns.slice(-3)]).toEqual(['open', 'open', 'half-open', 'closed']);
        expect(after).toBe(before);
        expect((await counts()).services.orders.protected.sentWhileOpen).toBe(0);
        expect((await headlines()).some((text) => /orders and payments down, 0 sent while open$/.test(text))).toBeTrue();
        const lefts = (await countdowns()).flatMap((text) => /^half-open in (\d+\.\d) s, because of server/.exec(text)?.[1] ?? []);
        expect(new Set(lefts).size).toBeGreaterThan(5);
        expect(await strip(page, 'orders').getAttribute('aria-label')).toMatch(/ open for .*, half-open for .*, closed since then$/);
      }),
    PATIENCE,
  );

  const ways: readonly [how: string, leave: (page: Page) => Promise<unknown>][] = [
    ['closed', (page) => page.close()],
    ['loaded anew', (page) => page.reload()],
    ['left for another one', (page) => page.goto('about:blank')],
  ];
  for (const [how, leave] of ways) {
    it(
      `puts back what a scenario has turned, and nothing else, when it is ${how} in the middle of it`,
      () =>
        visit(async (page) => {
          await setServer({ services: { search: { latency: 90 } } });
          await page.reload();
          await page.getByRole('button', { name: 'Outage and recovery' }).click();
          await until(async () => (await control()).services.orders.outage === 'unavailable');
          await leave(page);
          await until(async () => (await control()).services.orders.outage === 'none');
          await sleep(2_000); // its next step would have come by now
          const { orders, payments, search } = calmKnobs().services;
          expect((await control()).services).toEqual({ orders, payments, search: { ...search, latency: 90 } });
        }),
      PATIENCE,
    );
  }

  it(
    'isolates until it is pressed again, and meanwhile nothing reaches the service',
    () =>
      visit(async (page) => {
        const isolate = card(page, 'search').getByRole('button', { name: 'Isolate' });
        await until(async () => (await arrived('search')) > 0);
        await isolate.click();
        await badge(page, 'search', 'isolated').waitFor();
        expect(await isolate.getAttribute('aria-pressed')).toBe('true');
        const [before, after] = await unaskedWithin(400, 'search');
        expect(after).toBe(before);
        await isolate.click();
        await badge(page, 'search', 'closed').waitFor();
        await until(async () => (await arrived('search')) > after);
        expect((await counts()).services.search.protected.sentWhileOpen).toBe(0);
      }),
    PATIENCE,
  );

  it(
    'bypasses, and resets what a breaker has counted',
    () =>
      visit(async (page) => {
        const bypass = card(page, 'payments').getByRole('button', { name: 'Bypass' });
        await bypass.click();
        await badge(page, 'payments', 'bypassed').waitFor();
        await bypass.click();
        await badge(page, 'payments', 'closed').waitFor();
        const rule = card(page, 'payments').locator('[data-slot=rate-rule]');
        await until(async () => /^of the last [23]\d of 50 calls/.test(await text(rule)));
        await card(page, 'payments').getByRole('button', { name: 'Reset' }).click();
        await until(async () => /^\d of 20 calls needed to judge/.test(await text(rule)));
        expect(await text(badge(page, 'payments', 'closed'))).toContain('closed');
      }),
    PATIENCE,
  );

  it(
    'turns the knobs of the server, of one service or of all, and those of the policies',
    () =>
      visit(async (page) => {
        const knobs = page.getByRole('complementary', { name: 'Knobs' });
        await knobs.getByLabel('Failing (500)').fill('0.35');
        await until(async () => (await control()).services.payments.failureRate === 0.35);
        await knobs.getByRole('radio', { name: 'search' }).check();
        await knobs.getByLabel('Latency').fill('250');
        await until(async () => (await control()).services.search.latency === 250);
        expect((await control()).services.orders.latency).toBe(40);
        await knobs.getByLabel('Breaker opens at').fill('0.9');
        await until(async () => (await text(card(page, 'search').locator('[data-slot=rate-rule]'))).endsWith('opens at 90 %'));
        expect(await text(card(page, 'orders').locator('[data-slot=rate-rule]'))).toContain('opens at 50 %');
        await knobs.getByRole('button', { name: 'Put everything back' }).click();
        await until(async () => (await control()).services.payments.failureRate === 0.01);
        await until(async () => (await knobs.getByLabel('Breaker opens at').inputValue()) === '0.5');
      }),
    PATIENCE,
  );

  it(
    'shows what plain fetch does to the same server, side by side, only while that is switched on',
    () =>
      visit(async (page) => {
        expect(await page.locator('.side').count()).toBe(1);
        const before = (await counts()).services.orders.naive.arrived;
        await sleep(400);
        expect((await counts()).services.orders.naive.arrived).toBe(before);
        const both = page.getByLabel('Side by side without Breakwater');
        await both.check();
        await page.getByRole('heading', { name: 'Without: plain fetch, naive retries' }).waitFor();
        await until(async () => (await counts()).services.orders.naive.arrived > before + 5);
        await until(async () =>
          /\d+ attempts reached/.test((await page.locator('.side').nth(1).getByRole('img').first().getAttribute('aria-label')) ?? ''),
        );
        await both.uncheck();
        await until(async () => (await page.locator('.side').count()) === 1);
      }),
    PATIENCE,
  );

  it(
    'heals its event stream without a gap when the server cuts it',
    () =>
      visit(async (page) => {
        await page.getByLabel('Stream cut every').fill('1');
        const stream = page.locator('[data-slot=stream]');
        const fact = async (name: string): Promise<number> => Number((await text(stream.locator(`[data-slot=${name}]`))).replace(',', ''));
        await until(async () => (await fact('reconnects')) >= 2 && (await fact('received')) >= 10);
        expect([await fact('gaps'), await fact('repeats')]).toEqual([0, 0]);
        expect(await stream.getByRole('img').getAttribute('aria-label')).toMatch(
          /^Event numbers over time: \d+ events received over \d+ connections, 0 missing, 0 twice$/,
        );
      }),
    PATIENCE,
  );

  it(
    'is walked through by keyboard alone, and shows the life of a picked request',
    () =>
      visit(async (page) => {
        const walk: string[] = [];
        for (let step = 0; step < 8; step++) {
          await page.keyboard.press('Tab');
          walk.push(await focused(page));
        }
        const start = ['Skip to the scenarios', 'Hold', 'auto', 'Outage and recovery', 'Slow leak', 'Rate limit', 'Flapping'];
        expect(walk.slice(0, 7)).toEqual(start);
        expect(walk[7]).toBe('naive');
        expect(await hasOutline(page)).toBeTrue();

        const requests = page.locator('[data-slot=entries] button');
        await until(async () => (await requests.count()) > 3);
        expect(await page.locator('[data-slot=entries] button[tabindex="0"]').count()).toBe(1);
        await page.locator('[data-slot=entries] button[tabindex="0"]').focus();
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowDown');
        expect(await requests.nth(1).evaluate((button) => button === document.activeElement)).toBeTrue();
        await page.keyboard.press('Enter');
        expect(await requests.nth(1).getAttribute('aria-current')).not.toBeNull();
        await page.getByRole('heading', { name: /^Life of request \S+ to (orders|payments|search)$/ }).waitFor();
        await until(async () => (await page.locator('[data-slot=steps] li').count()) > 1);
        expect(await text(page.locator('[data-slot=steps] li').first())).toContain('+0 ms');
      }),
    PATIENCE,
  );

  it(
    'moves the skip link’s focus to the scenarios',
    () =>
      visit(async (page) => {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('scenes');
      }),
    PATIENCE,
  );

  it(
    'writes nothing while it is held, nor while nobody can see it',
    () =>
      visit(async (page) => {
        expect(await changesWithin(page, 500)).toBeGreaterThan(0);
        const hold = page.getByRole('button', { name: 'Hold' });
        await hold.click();
        expect(await changesWithin(page, 500)).toBe(0);
        const before = await arrived('orders');
        await until(async () => (await arrived('orders')) > before);
        await hold.click();
        expect(await changesWithin(page, 500)).toBeGreaterThan(0);
        await hide(page, true);
        expect(await changesWithin(page, 500)).toBe(0);
        await hide(page, false);
        expect(await changesWithin(page, 500)).toBeGreaterThan(0);
      }),
    PATIENCE,
  );

  it(
    'follows the system’s theme until another one is chosen, and remembers that',
    () =>
      visit(
        async (page) => {
          const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
          const dark = await background();
          await page.emulateMedia({ colorScheme: 'light' });
          const light = await background();
          expect(light).not.toBe(dark);
          await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
          expect(await background()).toBe(dark);
          await page.reload();
          await page.locator('[data-scenario]').first().waitFor();
          expect(await background()).toBe(dark);
        },
        { colorScheme: 'dark' },
      ),
    PATIENCE,
  );

  for (const colorScheme of ['dark', 'light'] as const) {
    for (const viewport of [WIDE, NARROW]) {
      it(
        `has no accessibility violation in the ${colorScheme} theme at ${viewport.width} pixels, and doesn't scroll sideways`,
        () =>
          visit(
            async (page) => {
              await page.getByLabel('Side by side without Breakwater').check();
              await setServer({ services: { orders: { outage: 'unavailable' } } });
              await badge(page, 'orders', 'open').waitFor();
              await page.locator('.side').nth(1).waitFor();
              expect(await violations(page)).toEqual([]);
              expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
            },
            { colorScheme, viewport },
          ),
        PATIENCE,
      );
    }
  }

  /** Whatever the page before has left it in the middle of. */
  function restoreServer(): Promise<void> {
    return setServer(calmKnobs());
  }

  async function setServer(change: KnobChange): Promise<void> {
    const { ok } = await fetch(`${dashboard.server.url}control`, { method: 'PUT', body: JSON.stringify(change) });
    if (!ok) throw new Error('The server does not take its own knobs.');
  }

  async function counts(): Promise<ServerCounts> {
    return (await fetch(`${dashboard.server.url}counts`)).json() as Promise<ServerCounts>;
  }

  async function control(): Promise<Knobs> {
    return (await fetch(`${dashboard.server.url}control`)).json() as Promise<Knobs>;
  }

  async function arrived(service: ServiceName): Promise<number> {
    return (await counts()).services[service].protected.arrived;
  }

  /** What reached a service besides probes, before some time and after it. What was on its way may arrive meanwhile. */
  async function unaskedWithin(milliseconds: number, service: ServiceName): Promise<[before: number, after: number]> {
    const unasked = async (): Promise<number> => {
      const { arrived, probes } = (await counts()).services[service].protected;
      return arrived - probes;
    };
    await sleep(200);
    const before = await unasked();
    await sleep(milliseconds);
    return [before, await unasked()];
  }

  /** Opens the page, and holds at the end that it made no mistake and spoke to nobody but its own machine. */
  async function visit(act: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
    const context = await dashboard.browser.newContext({ viewport: WIDE, ...options });
    const mistakes: string[] = [];
    const strangers: string[] = [];
    try {
      await restoreServer();
      context.setDefaultTimeout(PATIENCE / 2);
      const page = await context.newPage();
      page.on('pageerror', (error) => mistakes.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && !isOfTheNetwork(message.text()) && mistakes.push(message.text()));
      page.on('request', (request) => new URL(request.url()).hostname !== '127.0.0.1' && strangers.push(request.url()));
      await page.goto(`${dashboard.server.url}?speed=4`);
      await page.locator('[data-scenario]').first().waitFor();
      await setLoad(page, 60);
      await act(page);
      expect(mistakes).toEqual([]);
      expect(strangers).toEqual([]);
    } finally {
      await context.close();
    }
  }
});

function card(page: Page, service: ServiceName): Locator {
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name: service }) });
}

function badge(page: Page, service: ServiceName, status: string): Locator {
  return card(page, service).locator(`[data-slot=badge][data-status=${status}]`);
}

function strip(page: Page, service: ServiceName): Locator {
  return card(page, service).getByRole('img');
}

async function text(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').trim();
}

function hasOutline(page: Page): Promise<boolean> {
  return page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle !== 'none');
}

/** Chromium reports each answer that is an error, and each broken connection: those are what the page is about. */
function isOfTheNetwork(message: string): boolean {
  return message.startsWith('Failed to load resource');
}

/** What axe finds, with where it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  });
}
