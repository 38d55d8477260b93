export type Style = 'bold' | 'dim' | 'good' | 'bad' | 'warn' | 'note';

/** A stretch of text in one style. */
export type Span = string | readonly [text: string, style: Style];

/** A line of the screen. Styles only repeat what the text says: it reads the same without them. */
export type Line = readonly Span[];

const CODES: Readonly<Record<Style, string>> = { bold: '1', dim: '2', good: '32', bad: '31;1', warn: '33', note: '36' };

/** The line as it goes to a terminal: cut off at its edge, and filled up to it, so that it covers what was there before. */
export function printLine(line: Line, width: number, isColoured: boolean): string {
  let room = width;
  let printed = '';
  for (const span of line) {
    const [text, style] = typeof span === 'string' ? [span] : span;
    const shown = [...text].slice(0, room).join('');
    room -= [...shown].length;
    printed += isColoured && style !== undefined && shown !== '' ? `\u001b[${CODES[style]}m${shown}\u001b[0m` : shown;
  }
  return printed + ' '.repeat(room);
}
