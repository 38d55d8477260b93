import { HIDDEN, hideCredentials } from './hide-credentials.js';
import { isSecretName } from './secret-name.js';

/** How often a value is decoded to look into it; what still has a field in it then is hidden. */
const DEEPEST = 5;
/** Some servers separate parameters by semicolons too. */
const FIELD = /(^|[?&;#])([^=?&;#]+)=([^&;#]*)/g;
const ENCODED_FIELD = /=|%(?:25)*3D/i;

/** Hides the secrets in the value of a query parameter, which may be a URL or a form itself, percent-encoded, with others in it. */
export function redactValue(value: string, depth = DEEPEST): string {
  if (depth === 0) return ENCODED_FIELD.test(value) ? HIDDEN : value;
  const plain = decode(value);
  let hasField = false;
  let redacted = hideCredentials(plain).replace(FIELD, (_, mark: string, name: string, inner: string) => {
    hasField = true;
    return `${mark}${name}=${isSecretName(name) ? HIDDEN : redactValue(inner, depth - 1)}`;
  });
  if (!hasField && plain !== value) redacted = redactValue(redacted, depth - 1);
  if (redacted === plain) return value;
  return plain === value || redacted === HIDDEN ? redacted : encode(redacted);
}

/** Byte by byte, so that what is broken or no UTF-8 is decoded all the same. */
function decode(text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function encode(text: string): string {
  return text.replace(/[^\w.~*+\u0100-\uffff-]/g, (character) => `%${hexOf(character)}`);
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
