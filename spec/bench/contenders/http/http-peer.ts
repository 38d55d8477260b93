import type { Call } from '../peer.js';

/** What makes requests, with a pool of `connections` to one server. The value of a call is how many bytes it has read. */
export interface HttpClientUnderTest {
  readonly get: Call;
  /** Closes the connections. */
  readonly close?: () => unknown;
}

export interface HttpPeer {
  readonly name: string;
  connect(url: string, connections: number): HttpClientUnderTest | Promise<HttpClientUnderTest>;
}
