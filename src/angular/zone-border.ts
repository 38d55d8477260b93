import { NgZone, inject } from '@angular/core';

/** Keeps the timers of policies out of Angular's zone, where each would keep the application from becoming stable. */
export interface ZoneBorder {
  /** Back to where the caller is. */
  readonly inside: (work: () => void) => void;
  readonly outside: (work: () => void) => void;
}

/** Where nobody is in Angular's zone, as without zone.js, there is no border. In an injection context. */
export function injectZoneBorder(): ZoneBorder {
  const zone = inject(NgZone);
  return {
    inside: NgZone.isInAngularZone() ? (work) => zone.run(work) : (work) => work(),
    outside: (work) => zone.runOutsideAngular(work),
  };
}
