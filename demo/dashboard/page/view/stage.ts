import type { Observable } from 'rxjs';
import type { Palette } from './chart/palette.js';
import type { RemoteModel } from '../model.js';

/** What every part of the page is shown with. */
export interface Stage {
  readonly model: RemoteModel;
  /** Frames for texts, and for drawings, which cost more. None while the page is hidden or held. */
  readonly frames$: Observable<unknown>;
  readonly drawings$: Observable<unknown>;
  readonly palette$: Observable<Palette>;
}

/** A part of the page: shows until it is unsubscribed. */
export type Part = (root: HTMLElement, stage: Stage) => Observable<unknown>;

/** How far back the charts look. */
export const SECONDS = 60;
