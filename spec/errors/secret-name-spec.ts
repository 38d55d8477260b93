import { isSecretHeader, isSecretName } from '../../src/errors/secret-name.js';

describe('isSecretName', () => {
  const secrets = [
    ...['access_token', 'token', 'accessToken', 'ACCESS_TOKEN', 'refresh-token', 'id_token', 'X-Amz-Security-Token', 'csrf-token'],
    ...['api_key', 'apikey', 'apiKey', 'api-key', 'key', 'app_key', 'application_key', 'AWSAccessKeyId', 'subscription-key', 'private_key'],
    ...['password', 'passwd', 'pwd', 'pass', 'pw', 'user_pass', 'user[pass]', 'auth[token]', 'passphrase', 'client_secret', 'secret'],
    ...['auth', 'oauth', 'userAuth', 'x-auth', 'sig', 'signature', 'X-Amz-Signature', 'X-Amz-Credential', 'hmac', 'code', 'otp', 'pin'],
    ...['session', 'sessionId', 'JSESSIONID', 'PHPSESSID', 'sid', 'jwt', 'cookie', 'authorization', 'bearer'],
    ...['api%5Fkey', 'access%5ftoken', '%70assword', 'client%2Dsecret', 'p%61ss'],
    `${'x'.repeat(300)}token`,
  ];
  for (const name of secrets) {
    it(`hides ${name.slice(0, 40)}${name.length > 40 ? '…' : ''}`, () => {
      expect(isSecretName(name)).toBeTrue();
    });
  }

  const harmless = [
    ...['page', 'q', 'limit', 'id', 'user', 'email', 'author', 'authors', 'keyword', 'keywords', 'sort_key', 'monkey', 'compass', 'codec'],
    ...['sign', 'design', 'pinned', 'postcode', 'zip_code', 'passenger', 'bypass', 'tok', 'side', 'resid'],
    ...['max_tokens', 'maxTokens', 'total_tokens', 'prompt_tokens', 'max_new_tokens', 'output_tokens_details', '', '%', '%zz', 'ключ'],
  ];
  for (const name of harmless) {
    it(`leaves ${JSON.stringify(name)} readable`, () => {
      expect(isSecretName(name)).toBeFalse();
    });
  }
});

describe('isSecretHeader', () => {
  const secrets = [
    ...[
      'Authorization',
      'Proxy-Authorization',
      'Cookie',
      'Set-Cookie',
      'set-cookie2',
      'X-Api-Key',
      'Api-Key',
      'X-Auth-Token',
      'X-Goog-Api-Key',
    ],
    ...['Ocp-Apim-Subscription-Key', 'X-Functions-Key', 'DD-APPLICATION-KEY', 'X-Amz-Security-Token', 'X-CSRF-Token', 'X-Hub-Signature'],
  ];
  for (const name of secrets) {
    it(`hides ${name}`, () => {
      expect(isSecretHeader(name)).toBeTrue();
    });
  }

  const harmless = [
    ...['Content-Type', 'Retry-After', 'ETag', 'Location', 'Idempotency-Key', 'Surrogate-Key', 'Sec-WebSocket-Key', 'WWW-Authenticate'],
    ...['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens', 'x-ratelimit-limit-tokens', 'anthropic-ratelimit-input-tokens-reset'],
    ...['Access-Control-Allow-Credentials', 'Access-Control-Allow-Headers', 'Cache-Control', 'X-Request-Id'],
  ];
  for (const name of harmless) {
    it(`leaves ${name} readable`, () => {
      expect(isSecretHeader(name)).toBeFalse();
    });
  }
});
