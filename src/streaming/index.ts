export { chunks } from './chunks.js';
export type { DownloadEvent } from './download-event.js';
export type { DownloadOptions } from './download-options.js';
export { download } from './download.js';
