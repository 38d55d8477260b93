export type { DispatcherLike } from './dispatcher.js';
export { undiciTransport, type UndiciTransportOptions } from './undici-transport.js';
