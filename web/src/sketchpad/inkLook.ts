/** How ink looks on the pad; the model never sees any of it. */
import { getStroke } from 'perfect-freehand';
import type { Stroke } from '../ink';

interface Outline {
  penWidth: number;
  path: Path2D;
}

/** Finished strokes never change, so their outlines are made once for each pen width. */
const outlines = new WeakMap<Stroke, Outline>();

function outlineOf(stroke: Stroke, penWidth: number): Path2D {
  const corners = getStroke(
    stroke.map(([x, y, pressure = 0.5]) => [x, y, pressure]),
    {
      size: penWidth,
      thinning: 0.45,
      smoothing: 0.5,
      streamline: 0.35,
      simulatePressure: stroke[0]?.[2] === undefined,
    },
  );
  const path = new Path2D();
  const [first, ...rest] = corners;
  if (!first) return path;
  path.moveTo(first[0], first[1]);
  rest.forEach(([x, y], index) => {
    const [nextX, nextY] = rest[index + 1] ?? first;
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  });
  path.closePath();
  return path;
}

function remembered(stroke: Stroke, penWidth: number): Path2D {
  const known = outlines.get(stroke);
  if (known?.penWidth === penWidth) return known.path;
  const path = outlineOf(stroke, penWidth);
  outlines.set(stroke, { penWidth, path });
  return path;
}

/** Fits the canvas to its size on the screen, in the device's own pixels. */
function fitToScreen(canvas: HTMLCanvasElement): void {
  const width = Math.round(canvas.clientWidth * window.devicePixelRatio);
  const height = Math.round(canvas.clientHeight * window.devicePixelRatio);
  // Setting a size, even the same one, empties a canvas.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

export interface Ink {
  strokes: readonly Stroke[];
  /** The stroke being written, if there is one. */
  writing: Stroke | null;
  penWidth: number;
}

/** Draws everything anew, in the canvas's CSS colour; `padWidth` is the canvas's width in units of the strokes. */
export function drawInk(
  canvas: HTMLCanvasElement,
  { strokes, writing, penWidth }: Ink,
  padWidth: number,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  fitToScreen(canvas);
  const scale = canvas.width / padWidth;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = getComputedStyle(canvas).color;
  for (const stroke of strokes) context.fill(remembered(stroke, penWidth));
  if (writing) context.fill(outlineOf(writing, penWidth));
}
