import type { ServerSentEvent } from '../../src/streaming/index.js';

/** What a whole event stream means, step by step as the HTML standard has it (9.2.6), on the whole text. */
export interface NaiveReading {
  readonly events: ServerSentEvent[];
  readonly hasId: boolean[];
  readonly comments: string[];
  readonly lastEventId: string;
  readonly retry: number | undefined;
}

export function readEventStream(bytes: Uint8Array): NaiveReading {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(/\r\n|\r|\n/).slice(0, -1);
  const reading = { events: [] as ServerSentEvent[], hasId: [] as boolean[], comments: [] as string[] };
  let [lastEventId, idBuffer, retry] = ['', '', undefined as number | undefined];
  const clean = { data: '', type: '', hasId: false, own: {} as { retry?: number } };
  let block = { ...clean };
  for (const line of lines) {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (line === '') {
      lastEventId = idBuffer;
      if (block.data !== '') {
        reading.events.push({ type: block.type || 'message', data: block.data.slice(0, -1), lastEventId, ...block.own });
        reading.hasId.push(block.hasId);
      }
      block = { ...clean };
    } else if (line.startsWith(':')) reading.comments.push(value);
    else if (field === 'data') block.data += `${value}\n`;
    else if (field === 'event') block.type = value;
    else if (field === 'id' && !value.includes('\0')) {
      idBuffer = value;
      block.hasId = true;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      retry = Number(value);
      block.own = { retry };
    }
  }
  return { ...reading, lastEventId, retry };
}
