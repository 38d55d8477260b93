/**
 * What a download tells: how far it has come, when its first head is there and after each chunk; the bytes, in order; and that it begins
 * anew, so that all chunks before are void.
 */
export type DownloadEvent =
  /** `loaded` counts the bytes from the front of the file; `total` is absent where the server doesn't tell it. */
  | { readonly type: 'progress'; readonly loaded: number; readonly total?: number }
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  /** Only with `whenNotResumable: 'restart'`. */
  | { readonly type: 'restart' };
