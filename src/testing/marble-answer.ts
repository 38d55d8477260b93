/** The head of a marble's answer. */
export interface MarbleHead {
  /** Default: 200. */
  status?: number;
  statusText?: string;
  headers?: HeadersInit;
  /** After redirects. Default: the request's URL. */
  url?: string;
  redirected?: boolean;
}

/**
 * An answer as marbles: the first value is the head, the later ones are chunks, `|` ends the body, and `#` is a broken connection:
 * before the head no answer, behind it a body that broke off.
 */
export interface MarbleAnswer {
  /** In the syntax of `TestScheduler.run`, from the moment at which the request is sent. */
  marbles: string;
  /** What the letters mean: for the head a status or a `MarbleHead` (default: 200), for a chunk bytes, a text, or an object that becomes JSON (default: the letter). */
  values?: Readonly<Record<string, unknown>>;
  /** What `#` errors with. Default: a `NetworkError`. */
  error?: unknown;
}

/** The head that a letter stands for. */
export function toHead(letter: string, { values }: MarbleAnswer): MarbleHead {
  const value = values?.[letter] ?? {};
  return typeof value === 'number' ? { status: value } : value;
}

/** The bytes that a letter stands for. */
export function toChunk(letter: string, { values }: MarbleAnswer): Uint8Array {
  const value = values !== undefined && Object.hasOwn(values, letter) ? values[letter] : letter;
  if (value instanceof Uint8Array) return value;
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}
