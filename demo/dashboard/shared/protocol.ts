/** What page and server say to each other. */

export const SERVICES = ['orders', 'payments', 'search'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Each service has a replica for each side, alike in all but who calls it. */
export const SIDES = ['protected', 'naive'] as const;
export type SideName = (typeof SIDES)[number];

/** What the replicas of a service do. */
export interface ServiceKnobs {
  /** Milliseconds that an answer takes in the middle, and by which share of itself it varies to both sides. */
  readonly latency: number;
  readonly spread: number;
  /** The share of requests that get a 500, and of bodies that break off. */
  readonly failureRate: number;
  readonly cutRate: number;
  /** Requests per second above which a 429 with Retry-After is the answer; 0: no limit. */
  readonly rateLimit: number;
  /** Every request gets a 503, its connection reset, or nothing at all. */
  readonly outage: 'none' | 'unavailable' | 'reset' | 'silent';
  /** Requests per second that a replica gets done: those above wait, and are refused (503) when the wait is over two seconds. */
  readonly capacity: number;
}

export interface StreamKnobs {
  readonly eventsPerSecond: number;
  /** Seconds between cuts, in the middle of an event; 0: none. */
  readonly cutEvery: number;
}

export interface Knobs {
  readonly services: Readonly<Record<ServiceName, ServiceKnobs>>;
  readonly stream: StreamKnobs;
}

/** The body of `PUT /control`: what is left out stays as it is. */
export interface KnobChange {
  readonly services?: Readonly<Partial<Record<ServiceName, Partial<ServiceKnobs>>>>;
  readonly stream?: Partial<StreamKnobs>;
}

/** The least and the most of each knob that is a number. */
export const SERVICE_RANGES = {
  latency: [0, 10_000],
  spread: [0, 1],
  failureRate: [0, 1],
  cutRate: [0, 1],
  rateLimit: [0, 1_000],
  capacity: [1, 10_000],
} as const satisfies Partial<Record<keyof ServiceKnobs, readonly [least: number, most: number]>>;

export const OUTAGES = ['none', 'unavailable', 'reset', 'silent'] as const satisfies readonly ServiceKnobs['outage'][];

export const STREAM_RANGES = {
  eventsPerSecond: [1, 50],
  cutEvery: [0, 600],
} as const satisfies Record<keyof StreamKnobs, readonly [least: number, most: number]>;

export const CALM: ServiceKnobs = {
  latency: 40,
  spread: 0.5,
  failureRate: 0.01,
  cutRate: 0,
  rateLimit: 0,
  outage: 'none',
  capacity: 100,
};

export const CALM_STREAM: StreamKnobs = { eventsPerSecond: 5, cutEvery: 12 };

/** What a replica has received, counted by itself. */
export interface ServiceCounts {
  /** Requests that arrived, and in how many of them the client says that its circuit was open or isolated when it sent them. */
  readonly arrived: number;
  readonly sentWhileOpen: number;
  /** Those that came with a status of half-open. */
  readonly probes: number;
  /** Answers by what they were, and requests that the client left before. */
  readonly answered: Readonly<Record<'ok' | 'failed' | 'cut' | 'limited' | 'unavailable' | 'overloaded' | 'reset' | 'left', number>>;
  /** Milliseconds of work that wait for it now. */
  readonly backlog: number;
}

/** The answer of `GET /counts`. */
export interface ServerCounts {
  readonly services: Readonly<Record<ServiceName, Readonly<Record<SideName, ServiceCounts>>>>;
  readonly stream: { readonly events: number; readonly connections: number; readonly cuts: number };
}

/** The answer of `GET /setup`. */
export interface Setup {
  /** The origins at which a replica is reached: a browser opens six connections to each. */
  readonly origins: Readonly<Record<ServiceName, Readonly<Record<SideName, readonly string[]>>>>;
  readonly knobs: Knobs;
}

/** Query parameters of a request to a service. */
export const STATUS_PARAM = 'breaker';
