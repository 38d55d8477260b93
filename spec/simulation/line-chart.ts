export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Which of the five kinds of line it is, so that it is the same in several charts. Default: its place among them. */
  readonly kind?: number;
}

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** A stretch of x that is shaded, and its name. Default: none. */
  readonly shaded?: { readonly from: number; readonly to: number; readonly name: string };
}

const WIDTH = 800;
const HEIGHT = 360;
const PLOT = { left: 64, right: 570, top: 48, bottom: 308 };
/** The fewest pixels between two names beside the lines. */
const LINE_HEIGHT = 17;

/** Colours that differ in lightness too (Okabe and Ito's), once for light and once for dark pages; each line has a dash of its own. */
const STYLE = `
  svg { font: 12px system-ui, sans-serif; --ink: #1f2328; --grid: #d0d7de; --shade: #afb8c133 }
  text { fill: var(--ink) } .title { font-size: 14px; font-weight: 600 } .grid { stroke: var(--grid) } .shade { fill: var(--shade) }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
  .s0 { stroke: #6e7781 } .s1 { stroke: #d55e00; stroke-dasharray: 7 3 } .s2 { stroke: #009e73; stroke-dasharray: 2 3 }
  .s3 { stroke: #0072b2 } .s4 { stroke: #b8519a; stroke-dasharray: 9 3 2 3 }
  @media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --grid: #3d444d }
  .s0 { stroke: #9198a1 } .s1 { stroke: #f0883e } .s3 { stroke: #58a6ff } .s4 { stroke: #e08bc8 } }`;

/** Draws lines over two linear axes that begin at 0, each with its name where it ends. */
export function lineChart({ title, x, y, series, shaded }: LineChart): string {
  const points = series.flatMap((line) => line.points);
  const xAxis = axis(Math.max(...points.map(([at]) => at)), PLOT.left, PLOT.right);
  const yAxis = axis(Math.max(...points.map(([, value]) => value)), PLOT.bottom, PLOT.top);
  const parts = [
    text(PLOT.left, 22, title, 'class="title"'),
    text(PLOT.left, PLOT.top - 10, y),
    text(PLOT.right, HEIGHT - 14, x, 'text-anchor="end"'),
    ...(shaded ? shade(shaded, xAxis.at) : []),
    ...yAxis.ticks.flatMap((tick) => horizontal(tick, yAxis.at(tick))),
    ...xAxis.ticks.map((tick) => text(xAxis.at(tick), PLOT.bottom + 18, number(tick), 'text-anchor="middle"')),
    ...series.map((line, index) => polyline(line, index, xAxis.at, yAxis.at)),
    ...names(series, yAxis.at),
  ];
  return [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`, `<style>${STYLE}\n</style>`, ...parts]
    .concat('</svg>\n')
    .join('\n');
}

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Four to ten steps of 1, 2 or 5 times a power of ten. */
function axis(most: number, start: number, end: number): Axis {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = power * ([1, 2, 5].find((factor) => most / (power * factor) <= 8) ?? 10);
  const top = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { at: (value) => start + ((end - start) * value) / top, ticks };
}

function horizontal(tick: number, at: number): string[] {
  const line = `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${round(at)}" y2="${round(at)}"/>`;
  return [line, text(PLOT.left - 8, at + 4, number(tick), 'text-anchor="end"')];
}

function shade({ from, to, name }: NonNullable<LineChart['shaded']>, at: Axis['at']): string[] {
  const [left, right] = [at(from), at(to)];
  const size = `x="${round(left)}" y="${PLOT.top}" width="${round(right - left)}" height="${PLOT.bottom - PLOT.top}"`;
  return [`<rect class="shade" ${size}/>`, text((left + right) / 2, PLOT.top + 14, name, 'text-anchor="middle"')];
}

function polyline({ points, kind }: Series, index: number, x: Axis['at'], y: Axis['at']): string {
  const path = points.map(([at, value]) => `${round(x(at))},${round(y(value))}`).join(' ');
  return `<polyline class="s${kind ?? index}" points="${path}"/>`;
}

/** From the lowest line to the highest, moved up where two would overlap; a stroke of the line before each. */
function names(series: readonly Series[], y: Axis['at']): string[] {
  const ends = series
    .map(({ name, points, kind }, index) => ({ name, kind: kind ?? index, at: y(points.at(-1)?.[1] ?? 0) }))
    .sort((a, b) => b.at - a.at);
  let last = Infinity;
  return ends.flatMap(({ name, kind, at }) => {
    last = Math.min(at, last - LINE_HEIGHT);
    const stroke = `<polyline class="s${kind}" points="${PLOT.right + 10},${round(last)} ${PLOT.right + 34},${round(last)}"/>`;
    return [stroke, text(PLOT.right + 40, last + 4, name)];
  });
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
