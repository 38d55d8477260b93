import { HIDDEN } from './hide-credentials.js';
import { redactText } from './redact.js';
import { redactValue } from './redact-value.js';
import { isSecretName } from './secret-name.js';

/** `"name":"value"` of JSON, and `name=value` at the beginning of a form. */
const JSON_FIELD = /"([^"\\]{1,200})"(\s*:\s*)("(?:[^"\\]|\\.)*"?|[\w.+-]+)/g;
const FIRST_FIELD = /^([^=&\s]{1,200})=([^&\s]*)/;

/** Hides, in the beginning of a body, the values of JSON and form fields that are named like a secret. */
export function redactBody(text: string): string {
  return redactText(text)
    .replace(JSON_FIELD, (whole, name: string, colon: string) => (isSecretName(name) ? `"${name}"${colon}"${HIDDEN}"` : whole))
    .replace(FIRST_FIELD, (_, name: string, value: string) => `${name}=${isSecretName(name) ? HIDDEN : redactValue(value)}`);
}
