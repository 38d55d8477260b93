import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { createHttpClient } from 'breakwater';
import { injectBreaker } from 'breakwater/angular';
import { eventSource } from 'breakwater/streaming';
import { map, type Observable } from 'rxjs';

export interface OrderChange {
  readonly id: number;
  readonly order: number;
  readonly step: string;
}

/** What happens to the orders, live. `HttpClient` hands a body out whole, so this goes over `fetch`. */
@Injectable({ providedIn: 'root' })
export class OrderChanges {
  readonly #http = createHttpClient({ baseUrl: inject(DOCUMENT).location.href });
  readonly #isOut$ = injectBreaker('orders').state$.pipe(map(({ status }) => status === 'open' || status === 'isolated'));

  /** The server cuts the connection now and then: it is made again behind the last id. While the circuit is open there is none. */
  readonly changes$: Observable<OrderChange> = eventSource(this.#http, '/api/changes', {
    idleTimeout: 10_000,
    pauser: this.#isOut$,
  }).pipe(map(({ data, lastEventId }) => ({ ...(JSON.parse(data) as Omit<OrderChange, 'id'>), id: Number(lastEventId) })));
}
