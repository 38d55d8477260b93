const REFUSAL: PropertyDescriptor = {
  value() {
    throw new TypeError('A request is immutable: use request.clone({ setHeaders: { … } }) instead.');
  },
};

/**
 * Headers that can be read but not changed; as the argument of `new Headers()` they give a copy that can. No subclass: Node loads
 * its whole fetch when `Headers` is named, and importing this library shouldn't.
 */
export function immutableHeaders(init: HeadersInit): Headers {
  return Object.defineProperties(new Headers(init), { append: REFUSAL, delete: REFUSAL, set: REFUSAL });
}
