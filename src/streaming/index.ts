export type { ByteParser } from './byte-parser.js';
export { chunks } from './chunks.js';
export type { ServerSentEvent } from './event-block.js';
export { createLineParser, type LineParserOptions } from './line-parser.js';
export { lines } from './lines.js';
export { ndjson, type NdjsonOptions } from './ndjson.js';
export { createServerSentEventParser, type ServerSentEventParser, type ServerSentEventParserOptions } from './server-sent-event-parser.js';
export { serverSentEvents, type ServerSentEventsOptions } from './server-sent-events.js';
