import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { catchError, concatMap, exhaustMap, map, merge, type Observable, of, scan, startWith, Subject } from 'rxjs';
import { explain } from './explain';
import type { Order } from './order';
import { Orders } from './orders';

interface View {
  readonly orders: readonly Order[];
  readonly problem?: string;
  readonly isLoading?: boolean;
}

@Component({
  selector: 'app-order-list',
  template: `
    <h2>Orders</h2>
    <button type="button" (click)="refresh$.next()">Refresh</button>
    <button type="button" (click)="order$.next()">Order a rope</button>
    @if (view().problem; as problem) {
      <p role="alert">{{ problem }}</p>
    }
    @if (view().isLoading) {
      <p>Loading …</p>
    }
    <ul>
      @for (order of view().orders; track order.id) {
        <li>{{ order.quantity }} × {{ order.item }}</li>
      }
    </ul>
  `,
})
export class OrderList {
  readonly #orders = inject(Orders);
  protected readonly refresh$ = new Subject<void>();
  protected readonly order$ = new Subject<void>();

  protected readonly view = toSignal(
    merge(
      this.refresh$.pipe(
        startWith(undefined),
        exhaustMap(() => load(this.#orders.list())),
      ),
      this.order$.pipe(concatMap(() => load(this.#orders.place({ item: 'rope', quantity: 1 }).pipe(concatMap(() => this.#orders.list()))))),
    ).pipe(scan((view: View, change) => ({ orders: view.orders, ...change }), { orders: [] })),
    { requireSync: true },
  );
}

/** The orders stay on the screen while others are loaded, and when that fails. */
function load(orders$: Observable<readonly Order[]>): Observable<Partial<View>> {
  return orders$.pipe(
    map((orders) => ({ orders })),
    catchError((error: unknown) => of({ problem: explain(error) })),
    startWith({ isLoading: true }),
  );
}
