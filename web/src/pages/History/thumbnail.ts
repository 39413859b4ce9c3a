/** The ink of a drawing as one small SVG path, cut to where there is ink. */
import { extentOf, type Stroke, union } from '../../ink';

export interface Thumbnail {
  viewBox: string;
  path: string;
  penWidth: number;
}

/** As on the sketchpad, whose height is 480 and whose usual pen is 18 wide. */
const PEN = 18 / 480;
/** Of the drawing's height, the least that is shown, or a dot would fill the picture. */
const LEAST = 0.35;
/** Of the picture's height: a smaller step between two points is not seen. */
const STEP = 1 / 150;

const tidy = (value: number) => Math.round(value * 10) / 10;

function pathOf(stroke: Stroke, step: number): string {
  let [lastX, lastY] = [Infinity, Infinity];
  let path = '';
  stroke.forEach(([x, y], index) => {
    const seen = Math.hypot(x - lastX, y - lastY) >= step;
    if (!seen && index < stroke.length - 1) return;
    // A lone point is a line of no length, which round ends make a dot.
    path += `${path ? 'L' : 'M'}${tidy(x)} ${tidy(y)}`;
    [lastX, lastY] = [x, y];
  });
  return stroke.length === 1 ? `${path}h0` : path;
}

export function thumbnailOf(strokes: readonly Stroke[], width: number, height: number): Thumbnail {
  const drawn = strokes.filter(({ length }) => length > 0);
  const penWidth = Math.min(width, height) * PEN;
  const [left, top, right, bottom] =
    drawn.length > 0 ? drawn.map(extentOf).reduce(union) : ([0, 0, width, height] as const);
  const grown = (extent: number) => Math.max(extent + 3 * penWidth, LEAST * height);
  const [w, h] = [grown(right - left), grown(bottom - top)];
  const corner = [(left + right - w) / 2, (top + bottom - h) / 2];
  return {
    viewBox: [...corner, w, h].map(tidy).join(' '),
    path: drawn.map((stroke) => pathOf(stroke, h * STEP)).join(''),
    penWidth: tidy(penWidth),
  };
}
