import type { DispatchedHeaders } from './dispatcher.js';

/**
 * The headers of an answer as undici tells them, names in small letters. They become entries of `Headers` only when somebody does
 * more than read one value by its name: most answers are asked for a few, or for none, and entries are dear to make.
 */
export class AnswerHeaders extends Headers {
  #told: DispatchedHeaders | undefined;

  constructor(told: DispatchedHeaders) {
    super();
    this.#told = told;
  }

  override get(name: string): string | null {
    const told = this.#told;
    if (!told || !TOKEN.test(name)) return super.get(name);
    const key = name.toLowerCase();
    const value = Object.hasOwn(told, key) ? told[key] : undefined;
    if (value === undefined) return null;
    return typeof value === 'string' ? toByteString(value) : value.map(toByteString).join(', ');
  }

  override has(name: string): boolean {
    return this.#told && TOKEN.test(name) ? Object.hasOwn(this.#told, name.toLowerCase()) : super.has(name);
  }

  override append(name: string, value: string): void {
    this.#fill();
    super.append(name, value);
  }

  override set(name: string, value: string): void {
    this.#fill();
    super.set(name, value);
  }

  override delete(name: string): void {
    this.#fill();
    super.delete(name);
  }

  override getSetCookie(): string[] {
    this.#fill();
    return super.getSetCookie();
  }

  override forEach(callback: (value: string, name: string, parent: Headers) => void, thisArg?: unknown): void {
    this.#fill();
    super.forEach(callback, thisArg);
  }

  override entries(): HeadersIterator<[string, string]> {
    this.#fill();
    return super.entries();
  }

  override keys(): HeadersIterator<string> {
    this.#fill();
    return super.keys();
  }

  override values(): HeadersIterator<string> {
    this.#fill();
    return super.values();
  }

  override [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  /** What Node's `console.log` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): Headers {
    return new Headers(this);
  }

  #fill(): void {
    const told = this.#told;
    if (!told) return;
    this.#told = undefined;
    for (const [name, value] of Object.entries(told)) {
      if (typeof value === 'string') super.append(name, toByteString(value));
      else for (const each of value ?? []) super.append(name, toByteString(each));
    }
  }
}

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;

/** undici 7 tells UTF-8 as text, where `Headers` holds bytes. */
function toByteString(value: string): string {
  return /[^\0-\xff]/.test(value) ? String.fromCharCode(...new TextEncoder().encode(value)) : value;
}
