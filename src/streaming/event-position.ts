import type { HttpRequest } from '../http/http-request.js';
import type { ServerSentEvent } from './event-block.js';
import type { ServerSentEventParser } from './server-sent-event-parser.js';

/** How far an event source has come, over all its connections. */
export class EventPosition {
  /** The server has said that there is nothing more to come. */
  isOver = false;
  /** There has been a connection. */
  hasBegun = false;
  /** That of the last answer. */
  request: HttpRequest | undefined;
  #parser: Pick<ServerSentEventParser, 'lastEventId' | 'retry'>;
  /** The id that the connection has asked to go on behind, until its first event has come. */
  #askedFor = '';
  /** The last event that was given out. */
  #last: { readonly id: string; readonly hasOwnId: boolean } | undefined;

  constructor(lastEventId: string) {
    this.#parser = { lastEventId, retry: undefined };
  }

  /** With which a connection can go on. */
  get lastEventId(): string {
    return this.#parser.lastEventId;
  }

  /** The server's last word on how long to wait before the next connection. */
  get retry(): number | undefined {
    return this.#parser.retry;
  }

  /**
   * Whether a server that goes on behind `lastEventId` repeats nothing that was given out: the last event had an id of its own, or one
   * has come since.
   */
  get isKnown(): boolean {
    return this.#last === undefined || (this.lastEventId !== '' && (this.#last.hasOwnId || this.lastEventId !== this.#last.id));
  }

  /** Begins with the parser of a new connection. */
  follow(parser: ServerSentEventParser): void {
    const { lastEventId, retry } = this.#parser;
    this.#askedFor = lastEventId;
    this.#parser = {
      get lastEventId() {
        return parser.lastEventId;
      },
      get retry() {
        return parser.retry ?? retry;
      },
    };
  }

  /** Notes an event that is going to be given out; false for the one that the connection has asked to go on behind. */
  take({ lastEventId: id }: ServerSentEvent, hasOwnId: boolean): boolean {
    const isRepeated = hasOwnId && id !== '' && id === this.#askedFor;
    this.#askedFor = '';
    if (!isRepeated) this.#last = { id, hasOwnId };
    return !isRepeated;
  }
}
