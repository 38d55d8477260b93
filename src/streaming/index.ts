export { chunks } from './chunks.js';
export type { DownloadEvent } from './download-event.js';
export type { DownloadOptions } from './download-options.js';
export { download } from './download.js';
export { drainMap } from './drain-map.js';
export { iterate, type IterateOptions } from './iterate.js';
export { paginate, type PaginateOptions } from './paginate.js';
