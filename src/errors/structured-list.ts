/** A bare item of RFC 9651; of the types that rate-limit fields don't use only the presence is kept (`null`). */
export type BareItem = string | number | boolean | null;

/** A list member that isn't an inner list. */
export interface StructuredItem {
  readonly value: BareItem;
  readonly params: ReadonlyMap<string, BareItem>;
}

/** A string, number, token, boolean, byte sequence, date or display string: their first characters tell them apart. */
const BARE_ITEM =
  /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"|-?(?:\d{1,12}\.\d{1,3}|\d{1,15})|[a-z*][\w!#$%&'*+.^`|~:/-]*|\?[01]|:[a-z0-9+/=]*:|@-?\d{1,15}|%"[^"\x80-\uffff]*"/iy;
const KEY = /; *([a-z*][a-z0-9_.*-]*)(=?)/y;
const COMMA = /[ \t]*,[ \t]*/y;

/**
 * Reads a field as an RFC 9651 list of items with parameters. A field that isn't one, or that holds an inner list, is
 * `undefined` as a whole, as the RFC asks.
 */
export function parseStructuredList(field: string): StructuredItem[] | undefined {
  const text = field.trim();
  const items: StructuredItem[] = [];
  let at = 0;
  while (at < text.length) {
    if (at > 0 && !read(COMMA)) return undefined;
    const value = bareItem();
    if (value === undefined) return undefined;
    const params = new Map<string, BareItem>();
    for (let key = read(KEY); key; key = read(KEY)) {
      const item = key[2] ? bareItem() : true;
      if (item === undefined) return undefined;
      params.set(key[1]!, item);
    }
    items.push({ value, params });
  }
  return items;

  function read(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }

  function bareItem(): BareItem | undefined {
    const item = read(BARE_ITEM)?.[0];
    return item === undefined ? undefined : toValue(item);
  }
}

function toValue(item: string): BareItem {
  if (item.startsWith('"')) return item.slice(1, -1).replace(/\\(.)/g, '$1');
  if (/^[-\d]/.test(item)) return Number(item);
  if (item.startsWith('?')) return item === '?1';
  return /^[:@%]/.test(item) ? null : item;
}
