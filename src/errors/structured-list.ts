/** A bare item of RFC 9651; of the types that rate-limit fields don't use only the presence is kept (`null`). */
export type BareItem = string | number | boolean | null;

/** A list member that isn't an inner list. */
export interface StructuredItem {
  readonly value: BareItem;
  readonly params: ReadonlyMap<string, BareItem>;
}

const STRING = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,3})?/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const BOOLEAN = /\?[01]/y;
const OTHER = /:[A-Za-z0-9+/=]*:|@-?\d{1,15}|%"[^"\x80-\uffff]*"/y;
const KEY = /[a-z*][a-z0-9_.*-]*/y;
const COMMA = /[ \t]*,[ \t]*/y;
const SPACES = / */y;

/**
 * Reads a field as an RFC 9651 list of items with parameters. A field that isn't one, or that holds an inner list, is
 * `undefined` as a whole, as the RFC asks.
 */
export function parseStructuredList(field: string): StructuredItem[] | undefined {
  const text = field.trim();
  const items: StructuredItem[] = [];
  let at = 0;
  while (at < text.length) {
    const value = bareItem();
    if (value === undefined) return undefined;
    const params = parameters();
    if (params === undefined) return undefined;
    items.push({ value, params });
    if (at < text.length && (read(COMMA) === undefined || at === text.length)) return undefined;
  }
  return items;

  function read(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  }

  function bareItem(): BareItem | undefined {
    const string = read(STRING);
    if (string !== undefined) return string.slice(1, -1).replace(/\\(.)/g, '$1');
    const number = read(NUMBER);
    if (number !== undefined) return Number(number);
    const boolean = read(BOOLEAN);
    if (boolean !== undefined) return boolean === '?1';
    return read(TOKEN) ?? (read(OTHER) === undefined ? undefined : null);
  }

  function parameters(): Map<string, BareItem> | undefined {
    const params = new Map<string, BareItem>();
    while (text[at] === ';') {
      at++;
      read(SPACES);
      const key = read(KEY);
      if (key === undefined) return undefined;
      const hasValue = text[at] === '=';
      if (hasValue) at++;
      const value = hasValue ? bareItem() : true;
      if (value === undefined) return undefined;
      params.set(key, value);
    }
    return params;
  }
}
