import { Observable, type VirtualTimeScheduler } from 'rxjs';
import { HttpStatusError } from '../../src/index.js';

/** A server that works on so many calls at once, in virtual time; the others wait in it, or are refused. */
export class SimulatedServer {
  served = 0;
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(
    private readonly scheduler: VirtualTimeScheduler,
    public capacity: number,
    public serviceTime: number,
    private readonly isRefusing = false,
    public isDown = false,
  ) {}

  readonly call = new Observable<'done'>((subscriber) => {
    if (this.isDown || (this.isRefusing && this.#running >= this.capacity)) {
      this.scheduler.schedule(() => subscriber.error(new HttpStatusError({ status: 503 })), 1);
      return;
    }
    this.#queue.push(() => this.scheduler.schedule(() => this.#finish(() => subscriber.next('done'), subscriber), this.serviceTime));
    this.#work();
  });

  #finish(answer: () => void, subscriber: { complete(): void }): void {
    this.#running--;
    this.served++;
    answer();
    subscriber.complete();
    this.#work();
  }

  #work(): void {
    while (this.#running < this.capacity && this.#queue.length > 0) {
      this.#running++;
      this.#queue.shift()!();
    }
  }
}
