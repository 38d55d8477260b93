interface RequestEvent {
  /** The same for all events of one request. */
  readonly id: string;
  readonly method: string;
  /** Absolute, without secrets; as it was given where the request can't be built. */
  readonly url: string;
  /** When it happened, on the client's scheduler. */
  readonly at: number;
}

interface EndEvent extends RequestEvent {
  /** How many attempts were made. */
  readonly attempts: number;
  /** Milliseconds since it was started. */
  readonly duration: number;
}

/** What happens to a request, from its subscription to its end. */
export type HttpClientEvent =
  | (RequestEvent & { readonly type: 'started' })
  /** `attempt` counts from 1. */
  | (RequestEvent & { readonly type: 'attempt'; readonly attempt: number })
  | (RequestEvent & { readonly type: 'response'; readonly attempt: number; readonly status: number })
  | (RequestEvent & { readonly type: 'attempt-failed'; readonly attempt: number; readonly error: unknown })
  | (EndEvent & { readonly type: 'finished' })
  | (EndEvent & { readonly type: 'failed'; readonly error: unknown })
  /** Unsubscribed, or aborted by its signal, before any value. */
  | (EndEvent & { readonly type: 'cancelled' });
