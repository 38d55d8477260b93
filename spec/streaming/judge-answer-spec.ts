import { isStrongEtag, judgeAnswer, type AnswerVerdict, type DownloadPosition } from '../../src/streaming/judge-answer.js';

type Case = readonly [from: DownloadPosition, status: number, headers: Record<string, string>, to: AnswerVerdict, because: string];

const start: DownloadPosition = { loaded: 0, etag: undefined, total: undefined };
const at5: DownloadPosition = { loaded: 5, etag: '"a"', total: 10 };
const at5of = (total: number | undefined): DownloadPosition => ({ ...at5, total });
const unusable = (why: string): AnswerVerdict => ({ type: 'unusable', why });
const rest = (total: number | undefined, end = 10): AnswerVerdict => ({ type: 'rest', etag: '"a"', total, end });
const unknown: AnswerVerdict = { type: 'whole', etag: undefined, total: undefined, end: undefined };

describe('judgeAnswer', () => {
  const cases: readonly Case[] = [
    [start, 200, { 'content-length': '10', etag: '"a"' }, { type: 'whole', etag: '"a"', total: 10, end: 10 }, 'it tells all'],
    [start, 200, { 'content-length': '10', etag: 'W/"a"' }, { ...unknown, total: 10, end: 10 }, 'a weak ETag resumes nothing'],
    [start, 200, { etag: '"a"' }, { ...unknown, etag: '"a"' }, 'a length may be missing'],
    [start, 200, { 'content-length': '1e3' }, unknown, 'a length is digits'],
    [start, 200, { 'content-length': '0' }, { ...unknown, total: 0, end: 0 }, 'an empty file has a length'],
    [start, 200, { 'content-length': '10', etag: '"a"', 'content-encoding': 'gzip' }, unknown, 'what is encoded is counted otherwise'],
    [start, 200, { 'content-length': '10', 'content-encoding': 'Identity' }, { ...unknown, total: 10, end: 10 }, 'identity is no encoding'],
    [start, 204, {}, unknown, 'no content is a whole, too'],
    [start, 206, { 'content-range': 'bytes 0-9/10', etag: '"a"' }, rest(10), 'a part that nobody asked for, but from the front'],
    [start, 206, { 'content-range': 'bytes 5-9/10', etag: '"a"' }, unusable('it begins at byte 5'), 'a part that nobody asked for'],
    [at5, 200, { 'content-length': '7', etag: '"b"' }, { type: 'whole', etag: '"b"', total: 7, end: 7 }, 'the file is another'],
    [at5, 206, { 'content-range': 'bytes 5-9/10', etag: '"a"' }, rest(10), 'that is the rest'],
    [at5, 206, { 'content-range': 'bytes 5-9/10' }, rest(10), 'the ETag need not be said again'],
    [at5, 206, { 'content-range': 'bytes 5-7/10' }, rest(10, 8), 'a part of the rest is some of it'],
    [at5, 206, { 'content-range': 'bytes 5-9/*' }, rest(10), 'an unknown length is no other'],
    [at5of(undefined), 206, { 'content-range': 'bytes 5-9/10' }, rest(10), 'a length may come late'],
    [at5of(undefined), 206, { 'content-range': 'bytes 5-9/*' }, rest(undefined), 'or never'],
    [at5, 206, { 'content-range': 'bytes 5-9/11' }, unusable('the length has changed from 10 to 11'), 'another length is another file'],
    [at5, 206, { 'content-range': 'bytes 4-9/10' }, unusable('it begins at byte 4'), 'a byte would come twice'],
    [at5, 206, { 'content-range': 'bytes 6-9/10' }, unusable('it begins at byte 6'), 'a byte would be lost'],
    [at5, 206, { 'content-range': 'bytes 5-9/10', etag: '"b"' }, unusable('the ETag has changed'), 'the server has not looked at If-Range'],
    [at5, 206, { 'content-range': 'bytes 5-9/10', etag: 'W/"a"' }, unusable('the ETag has changed'), 'a weak one is another'],
    [at5, 206, { 'content-range': 'bytes 5-9/10', 'content-encoding': 'br' }, unusable('the part is encoded'), 'its bytes are others'],
    [at5, 206, {}, unusable('it has no valid Content-Range'), 'nobody knows which part'],
    [at5, 206, { 'content-range': 'bytes */10' }, unusable('it has no valid Content-Range'), 'a part has a place'],
    [at5, 416, { 'content-range': 'bytes */5' }, { type: 'complete' }, 'there is no more'],
    [at5, 416, { 'content-range': 'bytes */5', etag: '"b"' }, unusable('the server has no such range'), 'of another file'],
    [at5, 416, { 'content-range': 'bytes */4' }, unusable('the server has no such range'), 'the file has shrunk'],
    [at5, 416, {}, unusable('the server has no such range'), 'nobody knows why'],
    [at5, 416, { 'content-range': 'bytes 0-4/5' }, unusable('the server has no such range'), 'a refusal has no part'],
  ];
  for (const [from, status, headers, to, because] of cases) {
    it(`takes ${status} with ${JSON.stringify(headers)} at byte ${from.loaded} for ${to.type}: ${because}`, () => {
      expect(judgeAnswer({ status, headers: new Headers(headers) }, from)).toEqual(to);
    });
  }
});

describe('isStrongEtag', () => {
  for (const etag of ['"a"', '""', '"a,b;c"', '"\u00e9"']) it(`takes ${etag}`, () => expect(isStrongEtag(etag)).toBeTrue());
  for (const etag of ['W/"a"', 'a', '"a', '"a""b"', '"a", "b"', '"a b"', '']) {
    it(`refuses ${JSON.stringify(etag)}`, () => expect(isStrongEtag(etag)).toBeFalse());
  }
});
