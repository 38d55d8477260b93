import { TimeoutError } from 'rxjs';

/** What others throw, by what it is. */
export const foreignErrors = {
  plain: new Error('boom'),
  type: new TypeError('fetch failed'),
  text: 'boom',
  null: null,
  undefined: undefined,
  number: 503,
  object: {},
  abort: new DOMException('The operation was aborted.', 'AbortError'),
  abortByName: Object.assign(new Error('aborted'), { name: 'AbortError' }),
  timeoutOfSignal: new DOMException('The operation timed out.', 'TimeoutError'),
  timeoutOfRxjs: new TimeoutError(),
  statusAsText: { status: '503' },
  exitCode: Object.assign(new Error('Command failed'), { status: 1 }),
  fractional: { status: 503.5 },
  beyond: { status: 600 },
  negative: { status: -1 },
  responseAsText: { response: '503' },
  noResponse: Object.assign(new Error('Network Error'), { name: 'AxiosError', response: undefined }),
  nullResponse: { response: null },
  responseWithoutStatus: { response: { headers: {} } },
};

/** Errors that tell a status as other clients do. */
export const withStatus = {
  angular: (status: number) => ({ name: 'HttpErrorResponse', ok: false, message: 'Http failure', status, statusText: '', url: '/a' }),
  axios: (status: number) =>
    Object.assign(new Error('Request failed'), { name: 'AxiosError', code: 'ERR_BAD_RESPONSE', status, response: { status } }),
  ky: (status: number) => Object.assign(new Error('Request failed'), { name: 'HTTPError', response: { status } }),
  got: (status: number) => Object.assign(new Error('Request failed'), { name: 'HTTPError', response: { statusCode: status } }),
  bare: (status: number) => ({ status }),
};
