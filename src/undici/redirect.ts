import { withoutHeaders } from '../http/header-list.js';
import { originOf, type Message } from './message.js';
import type { ResponseHead } from './transfer.js';
import { Upload } from './upload.js';

export const MAX_REDIRECTS = 20;

/**
 * The request that a redirection asks for (fetch standard, "HTTP-redirect fetch"), and `undefined` where the answer is none. Throws
 * for a redirection that can't be followed.
 *
 * @param followed how many have been followed before
 */
export function redirect(
  message: Message,
  { status, headers }: ResponseHead,
  mode: RequestRedirect,
  followed: number,
): Message | undefined {
  if (!isRedirect(status) || mode === 'manual') return undefined;
  if (mode === 'error') throw new Error(`unexpected redirection (${status})`);
  const location = headers.get('location');
  if (location === null) return undefined;
  const url = parseLocation(location, message.url);
  if (followed >= MAX_REDIRECTS) throw new Error(`more than ${MAX_REDIRECTS} redirections`);
  if (status !== 303 && message.body instanceof Upload) throw new Error('a stream can’t be sent again to where the answer redirects');
  const dropsBody = status === 303 ? !/^(GET|HEAD)$/.test(message.method) : status <= 302 && message.method === 'POST';
  const dropped = [...(dropsBody ? BODY_HEADERS : []), ...(url.origin === originOf(message.url) ? [] : PRIVATE_HEADERS)];
  return {
    url: url.href,
    method: dropsBody ? 'GET' : message.method,
    headers: dropped.length === 0 ? message.headers : withoutHeaders(message.headers, dropped),
    body: dropsBody ? null : message.body,
  };
}

const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];
/** What was meant for one server only. */
const PRIVATE_HEADERS = ['authorization', 'cookie', 'host', 'proxy-authorization'];

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function parseLocation(location: string, base: string): URL {
  if (!URL.canParse(location, base)) throw new Error('redirected to what is no URL');
  const url = new URL(location, base);
  if (!/^https?:$/.test(url.protocol)) throw new Error(`redirected to ${url.protocol}, which undici doesn’t speak`);
  if (url.username !== '' || url.password !== '') throw new Error('redirected to a URL with user-info');
  return url;
}
