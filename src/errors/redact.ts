import { HIDDEN, hideCredentials } from './hide-credentials.js';
import { redactValue } from './redact-value.js';
import { isSecretHeader, isSecretName } from './secret-name.js';

/** A quote belongs to a value unless it is followed by what stands behind a quoted text. */
const PARAMETER = /([?&;#])([^=?&;#\s"'<>]+)=([^&#\s"'<>]*(?:'(?![\s"<>,.:;)\]}]|$)[^&#\s"'<>]*)*)/g;
/** A line of a message head, or a field of a printed object. Its name is bounded, so that hostile text takes linear time. */
const HEADER_NAME = /\b(?:[\w-]{0,40}[_-])?(?:authorization|cookie2?|api[_-]?key|(?:auth|access|security|csrf|xsrf|session)-token)/;
const HEADER_VALUE = /"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.)*'?|[^\s"'][^\r\n]*/;
const HEADER_FIELD = new RegExp(`(${HEADER_NAME.source}\\\\?["']?[ \\t]{0,9}:[ \\t]{0,9}\\\\?)(${HEADER_VALUE.source})`, 'gi');

/**
 * Hides what a text tells in confidence: URL user-info, the values of query parameters named like a secret, also in a URL that is a
 * value itself, bearer and basic credentials, and the values of `Authorization`, `Cookie`, API-key headers and their like.
 */
export function redactText(text: string): string {
  // headers first: what looks like a parameter in one of them would take the escape of a quote away with it
  return hideCredentials(text)
    .replace(HEADER_FIELD, (_, name: string, value: string) => name + hide(value))
    .replace(PARAMETER, hideParameter);
}

/** The same for what is a URL as a whole: in a secret of it may be at what one in a text would end. */
export function redactUrl(url: string): string {
  return redactText(url.replace(/[\s"<>]/g, encodeURIComponent).replaceAll("'", '%27'));
}

/** A copy in which the values of `Authorization`, `Cookie`, `Set-Cookie`, API-key headers and their like are hidden. */
export function redactHeaders(headers: Headers): Headers {
  const copy = new Headers();
  headers.forEach((value, name) => copy.set(name, isSecretHeader(name) ? HIDDEN : redactText(value)));
  return copy;
}

/** Punctuation behind a value belongs to the sentence around it. */
function hideParameter(_: string, mark: string, name: string, value: string): string {
  const end = /[:.,]$/.exec(value)?.[0] ?? '';
  const inner = isSecretName(name) ? HIDDEN : redactValue(value.slice(0, value.length - end.length));
  return `${mark}${name}=${inner}${end}`;
}

/** Keeps the quotes, so that what was a string still looks like one. */
function hide(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${quote}${HIDDEN}${quote}`;
}
