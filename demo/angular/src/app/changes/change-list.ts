import { afterNextRender, Component, DestroyRef, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type OrderChange, OrderChanges } from './order-changes';

const SHOWN = 8;

@Component({
  selector: 'app-change-list',
  template: `
    <h2>Live</h2>
    <ol reversed>
      @for (change of latest(); track change.id) {
        <li [value]="change.id">order {{ change.order }} {{ change.step }}</li>
      }
    </ol>
  `,
})
export class ChangeList {
  protected readonly latest = signal<readonly OrderChange[]>([]);

  constructor() {
    const { changes$ } = inject(OrderChanges);
    const destroyed = inject(DestroyRef);
    // Only in a browser: a server that renders the page would wait for a stream that never ends.
    afterNextRender(() =>
      changes$.pipe(takeUntilDestroyed(destroyed)).subscribe({
        next: (change) => this.latest.update((before) => [change, ...before].slice(0, SHOWN)),
        error: (error: unknown) => console.warn('The live changes have ended.', error),
      }),
    );
  }
}
