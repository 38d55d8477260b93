import { fetchTransport } from '../../../src/index.js';
import { describeRedirections } from '../../support/describe-redirections.js';
import { RUNTIME } from '../../support/runtime.js';

// Bytes not here: the fetch of Node 20 loses them on its way.
describeRedirections('fetchTransport', () => fetchTransport(), { most: RUNTIME === 'bun' ? 126 : 20, sendsBytesAgain: false });
