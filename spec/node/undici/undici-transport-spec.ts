import { undiciTransport } from '../../../src/undici/index.js';
import { describeTransport } from '../../support/describe-transport.js';
import { watchedDispatcher } from '../../support/watched-dispatcher.js';

const dispatcher = watchedDispatcher();

describeTransport('undiciTransport', () => undiciTransport({ dispatcher }), {
  isTruncationTold: true,
  isSurplusDropped: true,
  keepsConnections: 'always',
  isCutGzipTold: false,
  canSendStreams: true,
  encodings: ['gzip', 'br', 'deflate'],
  spyOnAborts: () => spyOn(dispatcher.calls, 'abort').and.callThrough(),
});
