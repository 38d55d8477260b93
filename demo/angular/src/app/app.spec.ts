import { ApplicationRef } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { App } from './app';
import { provideBackend } from './backend/provide-backend';

const OPEN_DURATION = 500;
const HOUR = 3_600_000;

/** The whole application over the real `HttpClient`, against the demo's real server. */
describe('App', () => {
  let fixture: ComponentFixture<App>;

  beforeEach(async () => {
    await tellServer({ mode: 'healthy', requests: 0 });
    TestBed.configureTestingModule({ providers: [provideBackend({ openDuration: OPEN_DURATION, timeout: HOUR })] });
    fixture = TestBed.createComponent(App);
    await fixture.whenStable();
  });

  async function tellServer(change: { mode?: string; requests?: number }): Promise<{ requests: number }> {
    const response = await fetch('/api/server', { method: 'PUT', body: JSON.stringify(change) });
    return (await response.json()) as { requests: number };
  }

  function page(): HTMLElement {
    return fixture.nativeElement as HTMLElement;
  }

  function click(name: string): void {
    [...page().querySelectorAll('button')].find((button) => button.innerText === name)!.click();
  }

  /** Jasmine's timeout is the limit. */
  async function until(words: RegExp): Promise<void> {
    while (!words.test(page().innerText)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(page().innerText).toMatch(words);
  }

  function shownIds(): number[] {
    return [...page().querySelectorAll('ol li')].map((item) => Number(item.getAttribute('value')));
  }

  it('shows the orders of the backend, and is stable while the live changes run', async () => {
    await until(/3 × rope/);
    await until(/order \d (received|packed|shipped|delivered)/);
    await TestBed.inject(ApplicationRef).whenStable();
    expect(page().innerText).toMatch(/Circuit: closed/);
  });

  it('opens the circuit in an outage, sends nothing while it is open, and recovers', async () => {
    await until(/3 × rope/);
    click('down');
    await until(/Circuit: closed/);
    click('Refresh');
    await until(/Circuit: open/);
    await until(/The backend has a fault/);
    const { requests } = await tellServer({});
    click('Refresh');
    await until(/nothing was sent/);
    expect((await tellServer({})).requests).toBe(requests);
    click('healthy');
    await until(/Circuit: half-open/);
    click('Refresh');
    await until(/Circuit: closed/);
    expect(page().innerText).not.toMatch(/nothing was sent/);
  });

  it('places an order', async () => {
    await until(/3 × rope/);
    click('Order a rope');
    await until(/1 × rope/);
  });

  it('misses no live change when the server cuts the stream', async () => {
    const seen = new Set<number>();
    while (seen.size < 20) {
      for (const id of shownIds()) seen.add(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const ids = [...seen].sort((a, b) => a - b);
    expect(ids.at(-1)! - ids[0]!).toBe(ids.length - 1);
  });
});
