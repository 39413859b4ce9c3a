/** Strokes of the pen with their times, in a box whose side is 1. */

export type Point = [x: number, y: number, t: number];
export type Stroke = Point[];

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What an event of the pointer says; `timeStamp` is in milliseconds. */
export interface Place {
  clientX: number;
  clientY: number;
  timeStamp: number;
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

/** The place of an event in a box; ink may go over its edge, by as much as the server takes. */
export function pointOf(place: Place, box: Box): Point {
  const inside = (share: number) => rounded(Math.min(1.9, Math.max(-0.9, share)), 10_000);
  return [
    inside((place.clientX - box.left) / box.width),
    inside((place.clientY - box.top) / box.height),
    rounded(place.timeStamp, 10),
  ];
}

/** Adds points that came later; one at the same place and time as the last says nothing new. */
export function extended(stroke: Stroke, points: Point[]): Stroke {
  const all = [...stroke];
  for (const point of points) {
    const last = all.at(-1);
    // Browsers give the events that they gathered in order, and now and then one twice.
    if (last && (point[2] < last[2] || point.every((value, index) => value === last[index]))) continue;
    all.push(point);
  }
  return all;
}

/** The drawing as it is sent: times from its first moment, so that it does not tell how long the page is open. */
export function fromItsStart(drawing: Stroke[][]): Stroke[][] {
  const start = Math.min(...drawing.flat(2).map(([, , t]) => t));
  return drawing.map((digit) =>
    digit.map((s) => s.map(([x, y, t]): Point => [x, y, rounded(t - start, 10)])),
  );
}

/** The strokes as the path of an SVG whose box has the side 1; a dot is a line of no length. */
export function pathOf(strokes: Stroke[]): string {
  return strokes
    .map((stroke) => `M${stroke.map(([x, y]) => `${x} ${y}`).join('L')}${stroke.length === 1 ? 'h0' : ''}`)
    .join('');
}
