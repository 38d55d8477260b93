/** Browsers find user-info behind any number of slashes, also of the other kind; there it is bounded, as hostile text has no end. */
const USER_INFO = /(?:\b(https?|wss?|ftp):(?!\/\/[^/\\])[/\\]{0,8}[^\s/\\?#"<>]{1,500}|:\/\/[^\s/\\?#"<>]*)@/gi;

/** Hides the user-info of all URLs in a text. */
export function hideUserInfo(text: string): string {
  return text.replace(USER_INFO, '$1://***@');
}
