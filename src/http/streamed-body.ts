/** A body that can be sent again and again. */
export type PlainBody = string | ArrayBuffer | ArrayBufferView | Blob | URLSearchParams;

/** The body that a stream is made of, for whoever can't send the stream. */
const plain = Symbol('plain body');

/** What a stream of a known body carries along. */
interface StreamedBody {
  readonly [plain]?: { readonly body: PlainBody; readonly contentType: string | undefined };
}

/** Gives a stream the body that it is made of: its content type, and what is sent where streams can't be. */
export function streamOf(body: PlainBody, contentType: string | undefined, stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return Object.assign(stream, { [plain]: { body, contentType } });
}

/** The body that this stream is made of, if that is known. */
export function plainBody(stream: object): PlainBody | undefined {
  return (stream as StreamedBody)[plain]?.body;
}

/** With what content type the body would go, were it no stream. */
export function streamedType(stream: object): string | undefined {
  return (stream as StreamedBody)[plain]?.contentType;
}
