const SECRET_PART =
  /token|secret|passw|passphrase|apikey|appkey|applicationkey|accesskey|privatekey|subscriptionkey|clientkey|signature|credential|session|sessid|jwt|authorization|cookie|bearer/;
const SECRET_WORD = /^(auth|oauth|key|sig|pwd|pass|pw|code|sid|otp|pin|hmac)$/;
const SECRET_LAST_WORD = /(^|[^a-z])(auth|pwd|pass|sig|otp)[^a-z]*$/;
/** Numbers of tokens, as APIs of language models and their rate limits tell them, and a switch of CORS. */
const HARMLESS_PART =
  /ratelimit[a-z]{0,20}tokens|(max|min|total|prompt|completion|input|output|cached|reasoning|remaining)[a-z]{0,10}tokens|allowcredentials/g;
const PUBLIC_KEY_HEADER = /^(idempotency|surrogate|sec-websocket)-key$/;

/** Tells a name like `api_key`, `accessToken` or `password`; it may be percent-encoded. */
export function isSecretName(encoded: string): boolean {
  const words = decode(encoded)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
  const letters = words.replace(/[^a-z]/g, '').replace(HARMLESS_PART, '');
  return SECRET_PART.test(letters) || SECRET_WORD.test(words) || SECRET_LAST_WORD.test(words);
}

/** Tells whether a header's value is a secret, by its name. */
export function isSecretHeader(name: string): boolean {
  const lowerCase = name.toLowerCase();
  return isSecretName(lowerCase) || (lowerCase.endsWith('key') && !PUBLIC_KEY_HEADER.test(lowerCase));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
