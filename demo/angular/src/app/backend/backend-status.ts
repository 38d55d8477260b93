import { DatePipe } from '@angular/common';
import { Component, computed, signal } from '@angular/core';
import { injectBreaker, injectBreakerState, injectLimiterState } from 'breakwater/angular';
import type { Subscription } from 'rxjs';

/** What the policies around the backend say of it. */
@Component({
  selector: 'app-backend-status',
  imports: [DatePipe],
  template: `
    <h2>Backend</h2>
    <p role="status">
      Circuit: <strong>{{ circuit().status }}</strong>
      @if (retryAt(); as time) {
        , next try at {{ time | date: 'mediumTime' }}
      }
    </p>
    <p>Rate limit: {{ limit().available }} requests left, {{ limit().queued }} waiting</p>
    <button type="button" [attr.aria-pressed]="isIsolated()" (click)="toggleIsolation()">Isolate</button>
    <button type="button" (click)="reset()">Reset</button>
  `,
})
export class BackendStatus {
  readonly #breaker = injectBreaker('orders');
  readonly #isolation = signal<Subscription | undefined>(undefined);
  protected readonly circuit = injectBreakerState('orders');
  protected readonly limit = injectLimiterState('orders');
  protected readonly isIsolated = computed(() => this.#isolation() !== undefined);
  protected readonly retryAt = computed(() => {
    const state = this.circuit();
    return state.status === 'open' ? state.retryAt : undefined;
  });

  protected toggleIsolation(): void {
    const held = this.#isolation();
    held?.unsubscribe();
    this.#isolation.set(held ? undefined : this.#breaker.isolate());
  }

  protected reset(): void {
    this.#breaker.reset();
  }
}
