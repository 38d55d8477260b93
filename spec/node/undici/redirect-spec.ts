import { redirect } from '../../../src/undici/redirect.js';
import { undiciTransport } from '../../../src/undici/index.js';
import { describeRedirections } from '../../support/describe-redirections.js';

describeRedirections('undiciTransport', () => undiciTransport(), { most: 20, sendsBytesAgain: true });

describe('redirect', () => {
  const from = { url: 'https://api.example.com/a', method: 'GET', headers: ['authorization', 's3cret', 'a', '1'], body: null };
  const followed = (location: string): readonly string[] =>
    redirect(from, { status: 302, statusText: '', headers: new Headers({ location }) }, 'follow', 0)!.headers;

  it('keeps what is meant for one server on its origin', () => {
    for (const to of ['/b', 'https://API.example.com:443/b', '//api.example.com/']) expect(followed(to)).toEqual(from.headers);
  });

  it('takes it to no other scheme, port or host', () => {
    for (const to of [
      'http://api.example.com/a',
      'https://api.example.com:8443/a',
      'https://example.com/a',
      '//api.example.com.evil.example/',
    ])
      expect(followed(to)).withContext(to).toEqual(['a', '1']);
  });
});
