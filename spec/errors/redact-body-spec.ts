import { redactBody } from '../../src/errors/redact-body.js';

describe('redactBody', () => {
  const table: readonly [because: string, text: string, redacted: string][] = [
    ['a secret field', '{"user":"me","password":"hush"}', '{"user":"me","password":"***"}'],
    ['a number', '{"pin": 1234, "age": 5}', '{"pin": "***", "age": 5}'],
    ['a string with escapes', '{"token":"hu\\"sh","a":1}', '{"token":"***","a":1}'],
    ['a list', '{"tokens":["hush", "hu]sh"],"a":[1]}', '{"tokens":"***","a":[1]}'],
    ['an object', '{"auth": {"user":{},"value":"hu}sh"}, "a":{}}', '{"auth": "***", "a":{}}'],
    ['a list that was cut off', '{"tokens":["hush", "hus', '{"tokens":"***"'],
    ['a string with what looks like an escaped parameter', '{"token":"?key=\\"hush","a":1}', '{"token":"***","a":1}'],
    ['a string that was cut off', '{"client_secret":"hus', '{"client_secret":"***"'],
    ['the first field of a form', 'password=hush&user=me', 'password=***&user=me'],
    ['a later field of a form', 'user=me&password=hush', 'user=me&password=***'],
    ['a secret in an encoded URL in the first field of a form', 'next=%2F%3Fcode%3Dhush&p=1', 'next=%2F%3Fcode%3D***&p=1'],
    ['a URL in a field', '{"next":"https://u:hush@h/?code=hush&p=1"}', '{"next":"https://***@h/?code=***&p=1"}'],
  ];
  for (const [because, text, redacted] of table) {
    it(`hides ${because}`, () => {
      expect(redactBody(text)).toBe(redacted);
    });
  }

  for (const text of [
    '',
    '{"user":"me","total_tokens":7}',
    'user=me&page=2',
    '<p>Not found</p>',
    '["password","token"]',
    '{"token":"***","next":"/p?page=2"}',
  ]) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      expect(redactBody(text)).toBe(text);
    });
  }

  it('ends in linear time on hostile text', () => {
    for (const pattern of ['"', '"a', '"a":', '"a":"', '\\"', '"token":', '"token":[', '"token":{"', 'a=', 'token', '"\\', ' :']) {
      expect(redactBody(pattern.repeat(100_000 / pattern.length)).length).toBeGreaterThan(0);
    }
  }, 60_000);
});
