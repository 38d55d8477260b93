import type { HttpResponse } from '../http/http-response.js';
import { parseContentRange } from './content-range.js';

/** How far a download has come, and what it knows of the file. */
export interface DownloadPosition {
  /** Bytes from the front that are there. */
  readonly loaded: number;
  /** A strong validator of the file; without one nothing can be resumed. */
  readonly etag: string | undefined;
  readonly total: number | undefined;
}

/** What an answer is to a download. */
export type AnswerVerdict =
  /** Its bytes are those up to `end`: from the front, or from where the download stands. */
  | ({ readonly type: 'whole' | 'rest'; readonly end: number | undefined } & Omit<DownloadPosition, 'loaded'>)
  /** There is nothing left to send. */
  | { readonly type: 'complete' }
  /** It can't be joined to what is there. */
  | { readonly type: 'unusable'; readonly why: string };

type Head = Pick<HttpResponse, 'status' | 'headers'>;

/** Tells what an answer is good for, by RFC 9110: 13.1.5 (If-Range), 14.4 (Content-Range), 15.3.7 (206) and 15.5.17 (416). */
export function judgeAnswer(head: Head, position: DownloadPosition): AnswerVerdict {
  switch (head.status) {
    case 206:
      return judgePart(head, position);
    case 416:
      return judgeRefusal(head, position);
    default:
      return judgeWhole(head);
  }
}

/** Of an encoded body we see the decoded bytes, which neither `Content-Length` nor a range counts. */
function judgeWhole({ headers }: Head): AnswerVerdict {
  if (isEncoded(headers)) return { type: 'whole', etag: undefined, total: undefined, end: undefined };
  const length = headers.get('content-length');
  const total = length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
  return { type: 'whole', etag: strongEtag(headers), total, end: total };
}

function judgePart({ headers }: Head, { loaded, etag, total }: DownloadPosition): AnswerVerdict {
  const range = parseContentRange(headers.get('content-range'));
  if (range?.type !== 'part') return unusable('it has no valid Content-Range');
  if (isEncoded(headers)) return unusable('the part is encoded');
  if (range.start !== loaded) return unusable(`it begins at byte ${range.start}`);
  if (hasOtherEtag(headers, etag)) return unusable('the ETag has changed');
  if ((range.total ?? total) !== (total ?? range.total)) return unusable(`the length has changed from ${total} to ${range.total}`);
  return { type: 'rest', etag: etag ?? strongEtag(headers), total: total ?? range.total, end: range.end };
}

/** A server that refuses the range has found the validator good, or it would have sent the whole: then all may be there. */
function judgeRefusal({ headers }: Head, { loaded, etag }: DownloadPosition): AnswerVerdict {
  const range = parseContentRange(headers.get('content-range'));
  const isAll = range?.type === 'none' && range.total === loaded && !hasOtherEtag(headers, etag);
  return isAll ? { type: 'complete' } : unusable('the server has no such range');
}

function hasOtherEtag(headers: Headers, etag: string | undefined): boolean {
  const given = headers.get('etag');
  return given !== null && etag !== undefined && given !== etag;
}

/** Weak ones tell of versions that mean the same, and not of the same bytes. */
export function isStrongEtag(etag: string): boolean {
  return /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag);
}

function strongEtag(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  return etag !== null && isStrongEtag(etag) ? etag : undefined;
}

function isEncoded(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers.get('content-encoding')?.trim() ?? '');
}

function unusable(why: string): AnswerVerdict {
  return { type: 'unusable', why };
}
