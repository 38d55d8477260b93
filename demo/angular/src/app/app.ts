import { Component } from '@angular/core';
import { BackendStatus } from './backend/backend-status';
import { FaultSwitch } from './backend/fault-switch';
import { ChangeList } from './changes/change-list';
import { OrderList } from './orders/order-list';

@Component({
  selector: 'app-root',
  imports: [BackendStatus, ChangeList, FaultSwitch, OrderList],
  template: `
    <h1>Orders</h1>
    <main>
      <section><app-order-list /></section>
      <section>
        <app-backend-status />
        <app-fault-switch />
      </section>
      <section><app-change-list /></section>
    </main>
  `,
})
export class App {}
