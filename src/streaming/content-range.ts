/** What a `Content-Range` in bytes says: a part of a file, or only how long the file is. */
export type ContentRange =
  | { readonly type: 'part'; readonly start: number; /** Exclusive. */ readonly end: number; readonly total: number | undefined }
  | { readonly type: 'none'; readonly total: number };

/** Reads a `Content-Range` (RFC 9110, 14.4); `undefined` for another unit and for what can't be: an end before its start or behind the file. */
export function parseContentRange(field: string | null): ContentRange | undefined {
  const match = /^bytes (?:(\d+)-(\d+)\/(\d+|\*)|\*\/(\d+))$/i.exec(field?.trim() ?? '');
  if (!match) return undefined;
  const [, first, last, length, lengthOnly] = match;
  if (lengthOnly !== undefined) return { type: 'none', total: Number(lengthOnly) };
  const start = Number(first);
  const end = Number(last) + 1;
  const total = length === '*' ? undefined : Number(length);
  return end > start && end <= (total ?? Number.MAX_SAFE_INTEGER) ? { type: 'part', start, end, total } : undefined;
}
