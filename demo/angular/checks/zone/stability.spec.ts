import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { ApplicationRef, Component, NgZone } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BackendStatus } from '../../src/app/backend/backend-status';
import { provideBackend } from '../../src/app/backend/provide-backend';
import { Orders } from '../../src/app/orders/orders';

const HOUR = 3_600_000;
const SOON = 200;

@Component({ selector: 'app-page', imports: [BackendStatus], template: '<app-backend-status />' })
class Page {}

describe('an application with zone.js', () => {
  /** A page with a circuit that its own calls have opened, inside the zone as everything that components do. */
  async function showOpenCircuit(openDuration: number) {
    TestBed.configureTestingModule({ providers: [provideBackend({ openDuration, timeout: HOUR }), provideHttpClientTesting()] });
    const zone = TestBed.inject(NgZone);
    const fixture = zone.run(() => TestBed.createComponent(Page));
    fixture.autoDetectChanges();
    zone.run(() =>
      TestBed.inject(Orders)
        .list()
        .subscribe({ error: () => {} }),
    );
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const request = await nextRequest();
      zone.run(() => request.flush('down', { status: 503, statusText: 'Service Unavailable' }));
    }
    return { zone, fixture, text: () => (fixture.nativeElement as HTMLElement).innerText };
  }

  async function nextRequest(): Promise<TestRequest> {
    const backend = TestBed.inject(HttpTestingController);
    for (;;) {
      const [request] = backend.match('/api/orders');
      if (request) return request;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('becomes stable while the open circuit is shown', async () => {
    const { zone, text } = await showOpenCircuit(HOUR);
    await TestBed.inject(ApplicationRef).whenStable();
    expect(text()).toMatch(/Circuit: open/);
    expect(zone.hasPendingMacrotasks).toBe(false);
  });

  it('shows half-open when it is time to, by itself', async () => {
    const { text } = await showOpenCircuit(SOON);
    while (!/Circuit: half-open/.test(text())) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(text()).toMatch(/Circuit: half-open/);
  });

  it('would notice a timer inside the zone', async () => {
    const { zone } = await showOpenCircuit(HOUR);
    await TestBed.inject(ApplicationRef).whenStable();
    const timer = zone.run(() => setTimeout(() => {}, HOUR));
    expect(zone.hasPendingMacrotasks).toBe(true);
    clearTimeout(timer);
  });
});
