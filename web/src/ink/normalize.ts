/** One digit's strokes to a 28x28 picture in MNIST's geometry. */
import { clip, distanceSquared, extentOf, type Point, type Stroke, segmentsOf } from './geometry';

/** Side of the picture in pixels. */
export const SIZE = 28;
/** Longest side of the ink in pixels. */
const BOX = 20;
/** Half the width of the pen in pixels of the picture; MNIST's median stroke is about 2.4 px wide. */
const PEN_RADIUS = 1.15;
/** Pixel index on which the centre of mass is put, in both directions, as in MNIST. */
const CENTRE = 14;
/** Points nearer than this to the last one kept are left out, in pixels of the picture. */
const MIN_STEP = 0.5;

/** Leaves out points nearer than MIN_STEP to the last one kept; the first and the last point stay. */
function thin(stroke: Stroke): Stroke {
  const first = stroke[0];
  const last = stroke.at(-1);
  if (!first || !last || stroke.length === 1) return stroke;
  const kept: Point[] = [first];
  let [keptX, keptY] = first;
  for (const point of stroke.slice(1, -1)) {
    const dx = point[0] - keptX;
    const dy = point[1] - keptY;
    if (dx * dx + dy * dy >= MIN_STEP * MIN_STEP) {
      kept.push(point);
      [keptX, keptY] = point;
    }
  }
  kept.push(last);
  return kept;
}

/** Ink in 0 to 1, row by row: anti-aliased by each pixel's distance to the nearest centre line. */
function rasterize(strokes: readonly Stroke[]): Float64Array {
  const segments = strokes.flatMap(segmentsOf);
  const ink = new Float64Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      let nearest = Infinity;
      for (const segment of segments) nearest = Math.min(nearest, distanceSquared(column, row, segment));
      ink[row * SIZE + column] = clip(PEN_RADIUS + 0.5 - Math.sqrt(nearest), 0, 1);
    }
  }
  return ink;
}

/** How far the ink's centre of mass is from the middle, as x and y. */
function shiftToCentre(ink: Float64Array): readonly [number, number] {
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  ink.forEach((value, index) => {
    total += value;
    sumX += value * (index % SIZE);
    sumY += value * Math.floor(index / SIZE);
  });
  return [CENTRE - sumX / total, CENTRE - sumY / total];
}

function move(strokes: readonly Stroke[], dx: number, dy: number): Stroke[] {
  return strokes.map((stroke) => stroke.map(([x, y]): Point => [x + dx, y + dy]));
}

/**
 * Draws one digit's strokes as MNIST would show them: the longest side of the ink is 20 px and its centre
 * of mass lies in the middle.
 *
 * @param strokes one digit's polylines, at least one point in all
 * @returns 28 * 28 grey levels, row by row, ink 255 on 0
 */
export function normalizeStrokes(strokes: readonly Stroke[]): Uint8Array<ArrayBuffer> {
  const [left, top, right, bottom] = extentOf(strokes.flat());
  const side = Math.max(right - left, bottom - top);
  // A dot stays a dot.
  const scale = side < 1e-9 ? 1 : (BOX - 2 * PEN_RADIUS) / side;
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const placed = strokes.map((stroke) =>
    thin(stroke.map(([x, y]): Point => [(x - middleX) * scale + CENTRE, (y - middleY) * scale + CENTRE])),
  );
  const centred = rasterize(move(placed, ...shiftToCentre(rasterize(placed))));
  return Uint8Array.from(centred, (value) => Math.floor(value * 255 + 0.5));
}
