import type { Observable } from 'rxjs';
import { createHttpClient, type HttpClient, type HttpClientEvent } from '../../../src/index.js';
import { Chance } from '../../simulation/chance.js';
import { WorldTime } from '../../simulation/world/world-time.js';
import { countListeners } from '../../support/count-listeners.js';
import { createGuards, statesOf, type Guards } from './guards.js';
import { leftoversOf } from './leftovers.js';
import { SoakCaller } from './soak-caller.js';
import { SoakServer } from './soak-server.js';

const HOUR = 3_600_000;
/** Calls of a burst, more or less. */
const BURST = 200;
/** Hosts that calls go to: more than a registry keeps, and most calls to few of them. */
const HOSTS = 20;

/** Calls in virtual time, through a client and policies in which everything is on. A seed makes the run. */
export class SoakWorld {
  /** How many calls ended how for their callers. */
  readonly endings: Record<string, number> = {};
  readonly #time = new WorldTime();
  readonly #chance: Chance;
  readonly #server: SoakServer;
  readonly #guards: Guards;
  readonly #clients: readonly HttpClient[];
  readonly #shared = new AbortController().signal;
  readonly #listeners = countListeners(this.#shared);
  #burst = 0;
  #toCome = 0;
  #running = 0;
  #watching = 0;
  /** Lives that have begun and not ended, as the first client tells it. */
  #lives = 0;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.#server = new SoakServer(this.#time, this.#chance);
    this.#guards = createGuards(this.#time, this.#chance.random);
    const options = { transport: this.#server.transport, scheduler: this.#time, timeout: 60 };
    this.#clients = this.#guards.policies.map((policy, at) =>
      createHttpClient({ ...options, policy, interceptors: at === 1 ? [(request, next) => next(request)] : [] }),
    );
    this.#clients[0]!.events$.subscribe((event) => this.#hear(event));
  }

  /** Attempts at the source, virtual milliseconds, and openings of circuits so far. */
  get figures(): { readonly attempts: number; readonly elapsed: number; readonly transitions: number } {
    const transitions = this.#guards.breakers.reduce((sum, { metrics }) => sum + metrics.transitions, 0);
    return { attempts: this.#server.attempts, elapsed: this.#time.frame, transitions };
  }

  /** Makes so many calls, in bursts, each of which begins when the calls of the one before have ended. Tells what they left behind. */
  play(calls: number): string[] {
    const found: string[] = [];
    for (let made = 0; made < calls && found.length === 0; made += this.#burst) {
      this.#burst = this.#toCome = Math.min(calls - made, 1 + this.#chance.exponential(BURST));
      this.#come();
      this.#time.run(() => this.#toCome >= 0 || this.#running > 0 || this.#watching > 0);
      found.push(...this.#leftAtOnce());
    }
    return found;
  }

  /** What all calls so far have left behind an hour later. */
  leftovers(): string[] {
    this.#letPass(HOUR);
    const found = leftoversOf(this.#guards);
    this.#letPass(HOUR);
    return found;
  }

  /** What is there at the instant at which the last of all calls has ended. */
  #leftAtOnce(): string[] {
    const counts = {
      timers: this.#time.timers,
      'attempts that nobody ended': this.#server.open,
      'lives without end': this.#lives,
      'listeners on the shared signal': this.#listeners.left(),
    };
    return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : `${count} ${what}`));
  }

  #letPass(duration: number): void {
    this.#time.schedule(() => undefined, duration);
    this.#time.run(() => true);
  }

  #come(): void {
    if (this.#toCome-- === 0) return;
    this.#running++;
    const caller = new SoakCaller(this.#time, this.#chance);
    caller.call(this.#draw(caller.controller?.signal ?? this.#shared), (how) => {
      this.#running--;
      this.endings[how] = (this.endings[how] ?? 0) + 1;
    });
    if (this.#chance.random() < 0.01) this.#watch();
    this.#time.schedule(() => this.#come(), this.#chance.exponential(1));
  }

  #draw(signal: AbortSignal): Observable<unknown> {
    const which = Math.floor(this.#chance.random() * this.#clients.length);
    const http = this.#clients[which]!;
    const url = `https://host-${Math.floor(this.#chance.random() ** 3 * HOSTS)}.example.com/`;
    const draw = this.#chance.random();
    if (draw < 0.5) return this.#guards.policies[which]!(this.#server.stream$);
    if (draw < 0.55) return http.post(url, { draw }, { signal });
    return draw < 0.6 ? http.put(url, { draw }, { signal, idempotencyKey: true }) : http.get(url, { signal });
  }

  /** Somebody hears a state for a while. */
  #watch(): void {
    const states = statesOf(this.#guards);
    const hearing = states[Math.floor(this.#chance.random() * states.length)]!.subscribe();
    this.#watching++;
    hearing.add(() => this.#watching--);
    this.#time.schedule(() => hearing.unsubscribe(), this.#chance.exponential(50));
  }

  #hear({ type }: HttpClientEvent): void {
    if (type === 'started') this.#lives++;
    if (type === 'finished' || type === 'failed' || type === 'cancelled') this.#lives--;
  }
}
