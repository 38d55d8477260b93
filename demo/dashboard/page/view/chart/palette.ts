/** The colours of a theme, as the style sheet tells them, and the patterns that tell them apart without colour. */
export interface Palette {
  readonly color: (name: string) => string;
  readonly pattern: (name: string) => CanvasPattern | string;
}

/** What is drawn over a colour, in a tile of eight by eight. A name that isn't here is plain. */
const STROKES: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
  failed: [
    [-2, 6, 6, -2],
    [2, 10, 10, 2],
  ],
  'timed-out': [[4, 0, 4, 8]],
  refused: [[0, 4, 8, 4]],
  limited: [[3, 4, 5, 4]],
  cancelled: [
    [0, 0, 8, 8],
    [8, 0, 0, 8],
  ],
};

const TILE = 8;

/** Reads the colours of the theme in force: `probe` is an element that may be painted in any of them, and isn't seen. */
export function readPalette(probe: HTMLElement): Palette {
  const colors = new Map<string, string>();
  const patterns = new Map<string, CanvasPattern | string>();
  const color = (name: string): string =>
    remember(colors, name, () => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    });
  const pattern = (name: string): CanvasPattern | string =>
    remember(patterns, name, () => (STROKES[name] ? weave(color(name), color('panel'), STROKES[name]) : color(name)));
  return { color, pattern };
}

function remember<V>(known: Map<string, V>, name: string, make: () => V): V {
  const value = known.get(name) ?? make();
  known.set(name, value);
  return value;
}

function weave(ground: string, thread: string, strokes: readonly (readonly [number, number, number, number])[]): CanvasPattern | string {
  const scale = Math.ceil(devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE * scale;
  const context = tile.getContext('2d');
  if (!context) return ground;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, TILE, TILE);
  context.globalAlpha = 0.5;
  context.strokeStyle = thread;
  context.lineWidth = 1.6;
  for (const [fromX, fromY, toX, toY] of strokes) {
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern ?? ground;
}
