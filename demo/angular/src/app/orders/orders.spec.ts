import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { CircuitOpenError } from 'breakwater';
import { injectBreaker } from 'breakwater/angular';
import { provideBackend } from '../backend/provide-backend';
import type { Order } from './order';
import { Orders } from './orders';

const ROPE: Order = { id: 1, item: 'rope', quantity: 3 };
/** More than the wait before any retry. */
const A_WAIT = 1_000;

describe('Orders', () => {
  let orders: Orders;
  let backend: HttpTestingController;

  beforeEach(() => {
    jasmine.clock().install().mockDate();
    TestBed.configureTestingModule({ providers: [provideBackend(), provideHttpClientTesting()] });
    orders = TestBed.inject(Orders);
    backend = TestBed.inject(HttpTestingController);
  });
  afterEach(() => {
    jasmine.clock().uninstall();
    backend.verify();
  });

  function breakDown(request: TestRequest): void {
    request.flush('down', { status: 503, statusText: 'Service Unavailable' });
  }

  it('lists them with one request', () => {
    const seen: unknown[] = [];
    orders.list().subscribe((list) => seen.push(list));
    backend.expectOne('/api/orders').flush([ROPE]);
    expect(seen).toEqual([[ROPE]]);
  });

  it('asks again when the backend was down', () => {
    const seen: unknown[] = [];
    orders.list().subscribe((list) => seen.push(list));
    breakDown(backend.expectOne('/api/orders'));
    jasmine.clock().tick(A_WAIT);
    backend.expectOne('/api/orders').flush([ROPE]);
    expect(seen).toEqual([[ROPE]]);
  });

  it('sends an order again under the same key, and another order under another', () => {
    const keys = ['first', 'second'].map((item) => {
      orders.place({ item, quantity: 1 }).subscribe();
      const attempt = backend.expectOne({ method: 'POST', url: '/api/orders' });
      breakDown(attempt);
      jasmine.clock().tick(A_WAIT);
      const retry = backend.expectOne({ method: 'POST', url: '/api/orders' });
      retry.flush({ ...ROPE, item });
      const key = retry.request.headers.get('Idempotency-Key');
      expect(attempt.request.headers.get('Idempotency-Key')).toBe(key);
      return key;
    });
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).not.toBe(keys[0]);
  });

  it('sends nothing more once the circuit has opened', () => {
    const errors: unknown[] = [];
    orders.list().subscribe({ error: (error) => errors.push(error) });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      breakDown(backend.expectOne('/api/orders'));
      jasmine.clock().tick(A_WAIT);
    }
    orders.list().subscribe({ error: (error) => errors.push(error) });
    backend.expectNone('/api/orders');
    expect(errors[0]).toEqual(jasmine.objectContaining({ status: 503 }));
    expect(errors[1]).toBeInstanceOf(CircuitOpenError);
  });

  it('cancels the request when nobody waits for it any more, and counts nothing', () => {
    const breaker = TestBed.runInInjectionContext(() => injectBreaker('orders'));
    const waiting = orders.list().subscribe();
    const request = backend.expectOne('/api/orders');
    waiting.unsubscribe();
    expect(request.cancelled).toBe(true);
    expect(breaker.metrics.failures).toBe(0);
    expect(breaker.metrics.inFlight).toBe(0);
  });
});
