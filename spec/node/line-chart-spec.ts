import { lineChart, type LineChart } from '../simulation/line-chart.js';

describe('lineChart', () => {
  const chart: LineChart = {
    title: 'a < b & c',
    x: 'clients',
    y: 'writes',
    series: [
      { name: 'first', points: [[0, 0], [10, 40]] }, // prettier-ignore
      { name: 'second', kind: 4, points: [[0, 0], [10, 39]] }, // prettier-ignore
    ],
  };
  const svg = lineChart(chart);

  it('draws each line from corner to corner of its scale, in its kind', () => {
    expect(svg).toContain('<polyline class="s0" points="64,308 570,48"/>');
    expect(svg).toContain('<polyline class="s4" points="64,308 570,54.5"/>');
  });

  it('writes a name beside each line, apart from the others', () => {
    const [second, first] = ['second', 'first'].map((name) => Number(new RegExp(`y="([\\d.]+)" >${name}<`).exec(svg)?.[1]));
    expect(first).toBeLessThanOrEqual(second! - 17);
  });

  it('shades a stretch, and escapes text', () => {
    expect(svg).not.toContain('<rect');
    expect(lineChart({ ...chart, shaded: { from: 2, to: 4, name: 'outage' } })).toContain(
      '<rect class="shade" x="165.2" y="48" width="101.2"',
    );
    expect(svg).toContain('a &lt; b &amp; c');
  });
});
