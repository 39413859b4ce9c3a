/**
 * Points, strokes and the small geometry that both halves of the ink code need.
 *
 * Everything in this folder is a port of `numerals/imaging/ink.py` and `group.py`: same constants, same arithmetic, in
 * float64. `tests/golden/ink.json` holds the two together, so change both or none.
 */

/** x, y, and for the looks only the pen's pressure; y points down. */
export type Point = readonly [x: number, y: number, pressure?: number];

/** A polyline of at least one point, in any unit. */
export type Stroke = readonly Point[];

/** Left, top, right, bottom of some ink. */
export type Extent = readonly [left: number, top: number, right: number, bottom: number];

/** One line segment; a stroke of one point is a segment of no length. */
export type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

export function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

export function segmentsOf(stroke: Stroke): Segment[] {
  const segments: Segment[] = [];
  let previous: Point | undefined;
  for (const point of stroke) {
    if (previous) segments.push([previous[0], previous[1], point[0], point[1]]);
    previous = point;
  }
  if (segments.length === 0 && previous) segments.push([previous[0], previous[1], previous[0], previous[1]]);
  return segments;
}

export function extentOf(points: Stroke): Extent {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right, bottom];
}

export function union(a: Extent, b: Extent): Extent {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** Squared distance from a point to the nearest point of a segment. */
export function distanceSquared(x: number, y: number, [x0, y0, x1, y1]: Segment): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length2 = Math.max(dx * dx + dy * dy, 1e-12);
  const along = clip(((x - x0) * dx + (y - y0) * dy) / length2, 0, 1);
  return (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2;
}
