import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { withIdempotencyKey } from 'breakwater/angular';
import { type Observable } from 'rxjs';
import type { NewOrder, Order } from './order';

/** The orders of the backend. It knows nothing of retries or circuits: those are around the `HttpClient`. */
@Injectable({ providedIn: 'root' })
export class Orders {
  readonly #http = inject(HttpClient);

  list(): Observable<readonly Order[]> {
    return this.#http.get<readonly Order[]>('/api/orders');
  }

  /** The key makes it safe to send again: the backend knows an order that it has already. */
  place(order: NewOrder): Observable<Order> {
    return this.#http.post<Order>('/api/orders', order, { context: withIdempotencyKey() });
  }
}
