import type { WriteStream } from 'node:tty';
import { firstValueFrom, fromEvent, merge } from 'rxjs';
import { printLine, type Line } from './line.js';

const ESC = '\u001b[';
/** Another screen without a cursor, and back. */
const ENTER = `${ESC}?1049h${ESC}?25l`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;
/** From the upper left corner; what is below the last line goes. Terminals that can show it all at once. */
const BEGIN = `${ESC}?2026h${ESC}H`;
const END = `${ESC}J${ESC}?2026l`;

/** A screen of its own over what the terminal shows, which comes back when it is closed. */
export class Terminal {
  readonly #leave = (): void => void this.output.write(LEAVE);

  constructor(
    private readonly output: WriteStream,
    private readonly isColoured: boolean,
  ) {
    output.write(ENTER);
    process.once('exit', this.#leave);
  }

  /** Writes over the picture before, in one piece and without clearing, so that nothing flickers; resolves when it is out. */
  async draw(lines: readonly Line[]): Promise<void> {
    const printed = lines.map((line) => printLine(line, this.output.columns, this.isColoured));
    const isOut = this.output.write(BEGIN + printed.join('\r\n') + END);
    if (!isOut) await firstValueFrom(merge(fromEvent(this.output, 'drain'), fromEvent(this.output, 'close')));
  }

  close(): void {
    process.off('exit', this.#leave);
    this.#leave();
  }
}
