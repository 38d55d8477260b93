import { HIDDEN } from './hide-credentials.js';
import { redactText } from './redact.js';
import { redactJson } from './redact-json.js';
import { redactValue } from './redact-value.js';
import { isSecretName } from './secret-name.js';

/** `name=value` at the beginning of a form; JSON and HTML have a quote before any equal sign. */
const FIRST_FIELD = /^([^=&\s"'?]{1,200})=([^&\s]*)/;

/** Hides, in the beginning of a body, the values of JSON and form fields that are named like a secret. */
export function redactBody(text: string): string {
  return redactText(redactJson(text)).replace(FIRST_FIELD, (_, name: string, value: string) => {
    return `${name}=${isSecretName(name) ? HIDDEN : redactValue(value)}`;
  });
}
