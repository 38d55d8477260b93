export { chunks } from './chunks.js';
export { drainMap } from './drain-map.js';
export { iterate, type IterateOptions } from './iterate.js';
