/** A link of a `Link` header. */
export interface WebLink {
  /** As it is written: it may be relative. */
  readonly target: string;
  /** What it leads to, in lower case. */
  readonly rels: readonly string[];
}

/**
 * Reads a `Link` header (RFC 8288, 3) in linear time; what makes no sense between two links is skipped. Links with an `anchor` are left
 * out: they belong to another document.
 */
export function parseLinks(header: string): WebLink[] {
  const links: WebLink[] = [];
  const target = /[^<]*<([^>]*)>/y;
  for (let match = target.exec(header); match; match = target.exec(header)) {
    const { parameters, end } = readParameters(header, target.lastIndex);
    target.lastIndex = end;
    const rels = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    if (!parameters.has('anchor')) links.push({ target: match[1]!.trim(), rels });
  }
  return links;
}

/** Where `rel="next"` leads to, if anywhere. */
export function nextLink(headers: Headers): string | undefined {
  return parseLinks(headers.get('link') ?? '').find(({ rels }) => rels.includes('next'))?.target;
}

/** Of a parameter that comes twice, the first one counts. */
function readParameters(header: string, start: number): { readonly parameters: ReadonlyMap<string, string>; readonly end: number } {
  const parameters = new Map<string, string>();
  const parameter = /\s*;\s*([^\s;,="]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/y;
  parameter.lastIndex = start;
  let end = start;
  for (let match = parameter.exec(header); match; match = parameter.exec(header)) {
    const [, name = '', quoted, token = ''] = match;
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1'));
    end = parameter.lastIndex;
  }
  return { parameters, end };
}
