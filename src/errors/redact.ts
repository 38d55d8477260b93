const HIDDEN = '***';
const SECRET_PART =
  /token|secret|passw|passphrase|apikey|accesskey|privatekey|subscriptionkey|clientkey|signature|credential|session|jwt|authorization|cookie|bearer/;
const SECRET_WORD = /^(auth|key|sig|pwd|pass|code|sid|otp|pin|hmac)$/;
const SECRET_LAST_WORD = /(^|[^a-z])(auth|pwd|sig|otp)$/;
const PUBLIC_KEY_HEADER = /^(idempotency|surrogate|sec-websocket)-key$/;

const USER_INFO = /:\/\/[^\s/?#"'<>]*@/g;
const PARAMETER = /([?&;#])([^=?&;#\s"'<>]{1,200})=([^&#\s"'<>]*)/g;
const AUTHORIZATION = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;

/** Hides what a text tells in confidence: URL user-info, the values of query parameters named like a secret, bearer and basic credentials. */
export function redactText(text: string): string {
  return text
    .replace(USER_INFO, `://${HIDDEN}@`)
    .replace(PARAMETER, (whole, mark: string, name: string) => (isSecretName(name) ? `${mark}${name}=${HIDDEN}` : whole))
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`);
}

/** A copy in which the values of `Authorization`, `Cookie`, `Set-Cookie`, API-key headers and their like are hidden. */
export function redactHeaders(headers: Headers): Headers {
  const copy = new Headers();
  headers.forEach((value, name) => copy.set(name, isSecretHeader(name) ? HIDDEN : redactText(value)));
  return copy;
}

/** Tells whether a header's value is a secret, by its name. */
export function isSecretHeader(name: string): boolean {
  const lowerCase = name.toLowerCase();
  return isSecretName(lowerCase) || (lowerCase.endsWith('key') && !PUBLIC_KEY_HEADER.test(lowerCase));
}

/** Tells a name like `api_key`, `accessToken` or `password`. */
export function isSecretName(encoded: string): boolean {
  const name = decode(encoded);
  const words = name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return SECRET_PART.test(words.replace(/[^a-z]/g, '')) || SECRET_WORD.test(words) || SECRET_LAST_WORD.test(words);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
