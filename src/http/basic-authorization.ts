/** `Authorization: Basic` for the user-info of a URL (RFC 7617, UTF-8), and `undefined` where it has none. */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const bytes = new TextEncoder().encode(`${decode(username)}:${decode(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Moves the user-info of a URL into the headers, unless they have an authorization, and returns the URL without it. */
export function moveUserInfo(url: URL, headers: Headers): string {
  const authorization = basicAuthorization(url);
  if (authorization !== undefined && !headers.has('authorization')) headers.set('authorization', authorization);
  return withoutUserInfo(url).href;
}

/** Takes the user-info out of a URL. */
export function withoutUserInfo(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
