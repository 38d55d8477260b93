import type { TransportTraits } from './describe-transport.js';
import { RUNTIME } from './runtime.js';

const isBun = RUNTIME === 'bun';
const isDeno = RUNTIME === 'deno';

/** What the fetch of the platform does. */
export const PLATFORM: TransportTraits = {
  isTruncationTold: true,
  isSurplusDropped: true,
  keepsConnections: isBun ? 'until HEAD' : isDeno ? 'by turns' : 'always',
  isCutGzipTold: isBun || isDeno,
  canSendStreams: true,
  encodings: isDeno ? ['gzip', 'br'] : ['gzip', 'br', 'deflate'],
};

/** What cross-fetch does, by the modules of Node, which Bun and Deno have remade. */
export const CROSS_FETCH: TransportTraits = {
  isTruncationTold: isBun,
  isSurplusDropped: isBun,
  keepsConnections: 'until HEAD',
  isCutGzipTold: isBun,
  canSendStreams: false,
  encodings: ['gzip', 'br', 'deflate'],
};
