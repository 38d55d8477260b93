import { HttpClient } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { withPolicy } from 'breakwater/angular';
import { Subject, switchMap } from 'rxjs';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';

const MODES = ['healthy', 'slow', 'down', 'limited', 'lost'] as const;
type Mode = (typeof MODES)[number];

/** Turns the demo server's faults on and off. */
@Component({
  selector: 'app-fault-switch',
  template: `
    <h2>Faults</h2>
    @for (mode of modes; track mode) {
      <button type="button" [attr.aria-pressed]="mode === current()" (click)="chosen$.next(mode)">{{ mode }}</button>
    }
  `,
})
export class FaultSwitch {
  readonly #http = inject(HttpClient);
  protected readonly modes = MODES;
  protected readonly current = signal<Mode>('healthy');
  protected readonly chosen$ = new Subject<Mode>();

  constructor() {
    // These requests are about the server and not to it: no policy holds them back.
    const setMode = (mode: Mode) => this.#http.put<{ mode: Mode }>('/api/server', { mode }, { context: withPolicy(null) });
    this.chosen$.pipe(switchMap(setMode), takeUntilDestroyed()).subscribe(({ mode }) => this.current.set(mode));
  }
}
