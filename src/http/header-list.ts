/**
 * Headers before anybody asks for `Headers`, which are dear to make: names in small letters and values, in turn; each name once.
 * Lists are shared and never changed.
 */
export type HeaderList = readonly string[];

export const NO_HEADERS: HeaderList = [];

/** The value of a header, by its name in small letters. */
export function headerIn(list: HeaderList, name: string): string | undefined {
  const at = indexOfHeader(list, name);
  return at < 0 ? undefined : list[at + 1];
}

/** The headers of both lists, where those that are added win. */
export function overlay(base: HeaderList, added: HeaderList): HeaderList {
  if (base.length === 0) return added;
  if (added.length === 0) return base;
  const merged = added.slice();
  for (let at = 0; at < base.length; at += 2) {
    if (indexOfHeader(added, base[at]!) < 0) merged.push(base[at]!, base[at + 1]!);
  }
  return merged;
}

/** Adds a header, unless the list has one of that name or there is no value. */
export function withDefault(list: HeaderList, name: string, value: string | undefined): HeaderList {
  return value === undefined || indexOfHeader(list, name) >= 0 ? list : [...list, name, value];
}

export function withoutHeaders(list: HeaderList, names: readonly string[]): HeaderList {
  return list.filter((_, at) => !names.includes(list[at - (at % 2)]!));
}

/** As `Headers` takes them. */
export function toPairs(list: HeaderList): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < list.length; at += 2) pairs.push([list[at]!, list[at + 1]!]);
  return pairs;
}

/** Where a name stands in the list; -1 where it doesn't. */
export function indexOfHeader(list: HeaderList, name: string): number {
  for (let at = 0; at < list.length; at += 2) if (list[at] === name) return at;
  return -1;
}
