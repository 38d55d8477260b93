import { merge, type Observable } from 'rxjs';
import { slot, stamp } from '../dom/slot.js';
import { write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { showBreaker } from './breaker.js';
import { showLimiter } from './limiter.js';
import { showStrip } from './state-strip.js';

/** A card for each service: its breaker and its limiter. */
export function services(cards: HTMLElement, stage: Stage): Observable<unknown> {
  const parts = stage.model.services.map((service) => {
    const card = stamp('service-card');
    write(slot(card, 'name'), service.name);
    cards.append(card);
    return merge(showBreaker(card, stage, service), showStrip(card, stage, service), showLimiter(card, stage, service));
  });
  return merge(...parts);
}
