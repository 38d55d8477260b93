import { throttleTokenBucket, TokenBucket } from '../../src/index.js';
import { describeThrottle } from '../support/describe-throttle.js';

describe('throttleTokenBucket', () => {
  describeThrottle({
    name: 'token-bucket',
    throttle: throttleTokenBucket,
    create: (options = {}) => new TokenBucket({ capacity: 1, refillPerSecond: 250, ...options }),
    createWide: () => new TokenBucket({ capacity: 4, refillPerSecond: 1 }),
  });
});
