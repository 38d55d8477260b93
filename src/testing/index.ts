export { createMarbleTransport, type MarbleTransport, type MarbleTransportOptions } from './marble-transport.js';
export type { MarbleAnswer, MarbleHead } from './marble-answer.js';
export type { ExchangeOutcome, MarbleExchange } from './marble-exchange.js';
export type { RequestMatch } from './request-match.js';
export { injectCut, injectError, injectLatency, injectStatus, type FaultOptions, type LatencyOptions } from './inject-faults.js';
export type { ModelServerOptions, Outage } from './model-server.js';
export { seededRandom } from './seeded-random.js';
export { simulate, type SimulatedWorld, type SimulateOptions, type SimulationFigures } from './simulate.js';
export { createVirtualTime } from './virtual-time.js';
