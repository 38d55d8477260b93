import { Observable } from 'rxjs';

/** A canvas in CSS pixels: its drawing context is scaled to the screen. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

/** The surface of a canvas, anew whenever its size changes. A canvas without a size has none. */
export function surfaceOf(canvas: HTMLCanvasElement): Observable<Surface> {
  return new Observable((subscriber) => {
    const observer = new ResizeObserver(() => {
      const surface = fit(canvas);
      if (surface) subscriber.next(surface);
    });
    observer.observe(canvas);
    return () => observer.disconnect();
  });
}

function fit(canvas: HTMLCanvasElement): Surface | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d', { alpha: true });
  if (!context || width === 0 || height === 0) return undefined;
  const scale = Math.min(devicePixelRatio, 2);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width, height };
}
