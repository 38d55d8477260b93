import { hideUserInfo } from './user-info.js';

export const HIDDEN = '***';

const CREDENTIALS = /\b(bearer|basic)\s+(?![\w-]+=["\w])[\w.~+/=-]+/gi;

/** Hides what is known by its form: the user-info of URLs, and bearer and basic credentials. */
export function hideCredentials(text: string): string {
  return hideUserInfo(text).replace(CREDENTIALS, `$1 ${HIDDEN}`);
}
