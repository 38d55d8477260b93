import type { WriteStream } from 'node:tty';
import type { Observable } from 'rxjs';
import { latestValueFrom } from 'rxjs-for-await';
import type { Frame } from './frame.js';
import { chooseGlyphs } from './glyphs.js';
import { drawScreen } from './screen.js';
import { Terminal } from './terminal.js';

/** Draws the frames in place until they end; a terminal that is slow gets fewer of them, always the newest. */
export async function showLive(frames$: Observable<Frame>, output: WriteStream): Promise<void> {
  const glyphs = chooseGlyphs(process.env);
  const terminal = new Terminal(output, !process.env.NO_COLOR);
  try {
    for await (const frame of latestValueFrom(frames$)) await terminal.draw(drawScreen(frame, output, glyphs));
  } finally {
    terminal.close();
  }
}
