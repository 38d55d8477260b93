export { createMarbleTransport, type MarbleTransport, type MarbleTransportOptions } from './marble-transport.js';
export type { MarbleAnswer, MarbleHead } from './marble-answer.js';
export type { ExchangeOutcome, MarbleExchange } from './marble-exchange.js';
export type { RequestMatch } from './request-match.js';
