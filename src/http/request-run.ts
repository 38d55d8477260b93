import { Observable, type Observer, type Subscriber } from 'rxjs';
import { subscribeOwned } from '../delivery/inner-subscriber.js';
import type { SerialSubject } from '../delivery/serial-subject.js';
import { Attempt, type AttemptRoute } from './attempt.js';
import type { HttpClientEvent } from './http-client-event.js';
import { nameRequest } from './name-request.js';
import { RequestLife } from './request-life.js';
import { RequestPlan, type RequestOrder } from './request-plan.js';
import type { ResiliencePolicy } from './resilience-policy.js';

/** What all subscriptions of one request have in common. */
export interface RequestRoute<T> extends AttemptRoute<T> {
  readonly order: RequestOrder;
  readonly policy: ResiliencePolicy | null | undefined;
  readonly events: SerialSubject<HttpClientEvent>;
}

/** One subscription of a request, around all its attempts. One thin observer instead of a chain: every value goes through it. */
export class RequestRun<T> implements Observer<T> {
  readonly #route: RequestRoute<T>;
  readonly #subscriber: Subscriber<T>;
  #plan: RequestPlan | undefined;
  #life!: RequestLife;
  /** Where there is no policy. */
  #attempt: Attempt<T> | undefined;
  #hasValue = false;

  constructor(route: RequestRoute<T>, subscriber: Subscriber<T>) {
    this.#route = route;
    this.#subscriber = subscriber;
  }

  /** What can't be built is told in the life of its request, too. */
  start(id: string): void {
    const { order, settings, events } = this.#route;
    try {
      this.#plan = new RequestPlan(order, id, settings.baseUrl);
    } catch (error) {
      const { method, url } = order;
      this.#life = new RequestLife(events, settings.scheduler, { id, method: method.toUpperCase(), url: String(url) });
      this.#life.started();
      return this.error(error);
    }
    this.#life = new RequestLife(events, settings.scheduler, this.#plan.request);
    this.#subscriber.add(() => this.#leave());
    this.#life.started();
    this.#start(this.#plan);
  }

  next(value: T): void {
    this.#hasValue = true;
    this.#subscriber.next(value);
  }

  error(error: unknown): void {
    if (this.#plan) nameRequest(error, this.#plan, this.#life.attempts);
    this.#life.ended({ type: 'failed', error });
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#life.ended({ type: 'finished' });
    this.#subscriber.complete();
  }

  #start(plan: RequestPlan): void {
    const { policy } = this.#route;
    if (!policy) {
      this.#attempt = new Attempt(this.#route, plan, this.#life, this, this.#subscriber);
      return this.#attempt.start();
    }
    const attempts = new Observable<T>((caller) => {
      const attempt = new Attempt(this.#route, plan, this.#life, caller, caller);
      caller.add(() => attempt.leave());
      attempt.start();
    });
    try {
      subscribeOwned<T>(policy(attempts, plan.request), this, this.#subscriber);
    } catch (error) {
      this.error(error);
    }
  }

  #leave(): void {
    this.#attempt?.leave();
    this.#life.ended({ type: this.#hasValue ? 'finished' : 'cancelled' });
  }
}
