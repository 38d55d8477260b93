import { BehaviorSubject, map } from 'rxjs';
import { calmKnobs } from '../shared/calm-knobs.js';
import { SERVICES, SIDES, type ServerCounts, type ServiceName, type SideName } from '../shared/protocol.js';
import { listen, type Listener } from './listen.js';
import type { PageFile } from './page-files.js';
import { createPageHandler } from './page-handler.js';
import { Replica } from './replica.js';
import { Ticks } from './ticks.js';

/** A browser opens six connections to an origin. */
const ORIGINS_PER_REPLICA = 4;

export interface DashboardServerOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  /** Of the page; 0 takes any that is free. */
  readonly port: number;
}

export interface DashboardServer {
  readonly url: string;
  readonly counts: () => ServerCounts;
  /** Drops all connections, and resolves when nothing is left. */
  close(): Promise<void>;
}

type PerReplica<T> = Record<ServiceName, Record<SideName, T>>;

/** Starts the services, each with a replica for each side, and the page's own server. Rejects where the port is taken. */
export async function startDashboardServer({ files, port }: DashboardServerOptions): Promise<DashboardServer> {
  const knobs$ = new BehaviorSubject(calmKnobs());
  const replicas = forEachReplica((service, seed) => new Replica(() => knobs$.value.services[service], seed));
  const ticks = new Ticks(knobs$.pipe(map(({ stream }) => stream)));
  const counts = (): ServerCounts => ({
    services: forEachReplica((service, _, side) => replicas[service][side].counts),
    stream: ticks.counts,
  });

  const listeners: Listener[] = [];
  const listenAs = async (...args: Parameters<typeof listen>): Promise<string> => {
    const listener = await listen(...args);
    listeners.push(listener);
    return listener.origin;
  };
  const close = async (): Promise<void> => {
    ticks.close();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    const origins = forEachReplica((): string[] => []);
    for (const service of SERVICES) for (const side of SIDES) origins[service][side] = await openOrigins(replicas[service][side], listenAs);
    const handle = createPageHandler(files, { knobs$, counts, origins, ticks: ticks.handle });
    return { url: `${await listenAs(handle, port)}/`, counts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openOrigins({ handle }: Replica, listenAs: (handle: Replica['handle']) => Promise<string>): Promise<string[]> {
  return Promise.all(Array.from({ length: ORIGINS_PER_REPLICA }, () => listenAs(handle)));
}

/** Both replicas of a service have the same seed. */
function forEachReplica<T>(create: (service: ServiceName, seed: number, side: SideName) => T): PerReplica<T> {
  const entries = SERVICES.map((service, index) => [
    service,
    Object.fromEntries(SIDES.map((side) => [side, create(service, index + 1, side)])),
  ]);
  return Object.fromEntries(entries) as PerReplica<T>;
}
