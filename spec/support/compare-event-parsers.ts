import { createParser } from 'eventsource-parser';
import { createServerSentEventParser } from '../../src/streaming/index.js';

/** What both parsers tell in the same words: an event's id is that of its own block, or `''`. */
export interface EventReading {
  readonly events: readonly (readonly [type: string, data: string, id: string])[];
  readonly comments: readonly string[];
  readonly retry: number | undefined;
}

export function theirReading(chunks: readonly Uint8Array[]): EventReading {
  const events: [string, string, string][] = [];
  const comments: string[] = [];
  let retry: number | undefined;
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ event = 'message', data, id = '' }) => events.push([event, data, id]),
    onComment: (text) => comments.push(text),
    onRetry: (interval) => (retry = interval),
  });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return { events, comments, retry };
}

export function ourReading(chunks: readonly Uint8Array[]): EventReading {
  const events: [string, string, string][] = [];
  const comments: string[] = [];
  const parser = createServerSentEventParser(({ type, data, lastEventId }, hasId) => events.push([type, data, hasId ? lastEventId : '']), {
    onComment: (text) => comments.push(text),
  });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return { events, comments, retry: parser.retry };
}
