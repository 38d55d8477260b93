import { combineLatest, map, type Observable } from 'rxjs';
import type { BreakerView, DashboardModel, Knobs, NowSample, ServerCounts } from '../model.js';
import { count, percent } from './words.js';

/** One sentence that tells what is being seen. */
export function headline$(model: DashboardModel): Observable<string> {
  const breakers$ = combineLatest(model.services.map(({ breaker }) => breaker.state$));
  const names = model.services.map(({ name }) => name);
  return combineLatest([model.sides.protected.now$, model.server$, breakers$, model.counts$]).pipe(
    map(([now, server, breakers, counts]) => {
      const rate = `${count(now.requestsPerSecond)} requests a second`;
      return [rate, serverWords(server, names), circuitWords(now, breakers, counts)].join(', ');
    }),
  );
}

function serverWords({ services }: Knobs, names: readonly (keyof Knobs['services'])[]): string {
  const down = names.filter((name) => services[name].outage !== 'none');
  if (down.length > 0) return `${whose(down, names)} down`;
  const failing = names.filter((name) => services[name].failureRate + services[name].cutRate >= 0.1);
  if (failing.length > 0) {
    const worst = Math.max(...failing.map((name) => services[name].failureRate + services[name].cutRate));
    return `${whose(failing, names)} failing ${percent(Math.min(1, worst))}`;
  }
  const slow = names.filter((name) => services[name].latency >= 400);
  return slow.length > 0 ? `${whose(slow, names)} slow` : 'server healthy';
}

function whose(some: readonly string[], all: readonly string[]): string {
  return some.length === all.length ? 'server' : some.join(' and ');
}

function circuitWords(now: NowSample, breakers: readonly BreakerView[], counts: ServerCounts | undefined): string {
  const has = (status: BreakerView['status']): boolean => breakers.some((breaker) => breaker.status === status);
  if (has('open') || has('isolated')) return `${sentWhileOpen(counts)} sent while open`;
  if (has('half-open')) return 'probing whether it is back';
  return now.requestsPerSecond > 0 ? `${percent(Math.min(1, now.okPerSecond / now.requestsPerSecond))} answered` : 'at rest';
}

/** As the server counted them: what an open circuit lets through reaches it. */
function sentWhileOpen(counts: ServerCounts | undefined): string {
  const services = counts ? Object.values(counts.services) : [];
  return count(services.reduce((sum, service) => sum + service.protected.sentWhileOpen, 0));
}
