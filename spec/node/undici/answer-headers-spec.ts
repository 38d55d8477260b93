import { inspect } from 'node:util';
import { AnswerHeaders } from '../../../src/undici/answer-headers.js';

const TOLD = { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], via: ['one', 'two'], x: '' };

/** The same, made at once. */
function filled(): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(TOLD)) for (const each of [value].flat()) headers.append(name, each);
  return headers;
}

describe('AnswerHeaders', () => {
  const reads: [what: string, read: (headers: Headers) => unknown][] = [
    ['get', (headers) => ['Content-Type', 'set-cookie', 'VIA', 'x', 'y', 'toString', '__proto__'].map((name) => headers.get(name))],
    ['has', (headers) => ['Content-Type', 'set-cookie', 'x', 'y', 'constructor'].map((name) => headers.has(name))],
    ['getSetCookie', (headers) => headers.getSetCookie()],
    ['iteration', (headers) => [...headers]],
    ['entries', (headers) => [...headers.entries()]],
    ['keys', (headers) => [...headers.keys()]],
    ['values', (headers) => [...headers.values()]],
    ['a copy', (headers) => [...new Headers(headers)]],
    ['a response', (headers) => [...new Response(null, { headers }).headers]],
    ['a request', (headers) => [...new Request('http://localhost/', { headers }).headers]],
    ['an object', (headers) => Object.fromEntries(headers)],
    ['forEach', (headers) => each(headers)],
    ['inspect', (headers) => inspect(headers)],
    ['append', (headers) => [headers.append('via', 'three'), headers.get('via'), headers.get('content-type')]],
    ['set', (headers) => [headers.set('via', 'three'), headers.get('via'), headers.get('content-type')]],
    ['delete', (headers) => [headers.delete('via'), headers.get('via'), headers.has('via'), headers.get('content-type')]],
  ];
  for (const [what, read] of reads) {
    it(`tells ${what} as Headers do, first and again`, () => {
      const headers = new AnswerHeaders(TOLD);
      expect(read(headers)).toEqual(read(filled()));
      expect([...headers].length).toBeGreaterThan(0);
      expect(read(new AnswerHeaders(TOLD))).toEqual(read(filled()));
    });
  }

  it('is Headers, and refuses a name that is none', () => {
    expect(new AnswerHeaders({})).toBeInstanceOf(Headers);
    expect(() => new AnswerHeaders(TOLD).get('a b')).toThrowError(TypeError);
    expect(() => new AnswerHeaders(TOLD).has('')).toThrowError(TypeError);
  });

  it('holds text that undici has read as UTF-8 as bytes, like fetch', () => {
    const bytes = String.fromCharCode(...new TextEncoder().encode('→'));
    for (const told of [{ a: '→' }, { a: ['→'] }]) {
      expect(new AnswerHeaders(told).get('a')).toBe(bytes);
      expect([...new AnswerHeaders(told)]).toEqual([['a', bytes]]);
    }
  });
});

function each(headers: Headers): unknown[] {
  const seen: unknown[] = [];
  headers.forEach((value, name) => seen.push([name, value]));
  return seen;
}
