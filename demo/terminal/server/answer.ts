/** What the server does with one request. */
export interface Answer {
  readonly status: number;
  /** Milliseconds until it answers. */
  readonly delay: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a good answer says. Default: an order. */
  readonly body?: unknown;
  /** Cuts the connection when half of the body has gone out. */
  readonly isCut?: boolean;
  /** Resets the connection instead of an answer. */
  readonly isReset?: boolean;
}

/** A good answer, within 30 ms. */
export function good(visit: number): Answer {
  return { status: 200, delay: 5 + ((visit * 7) % 25) };
}
