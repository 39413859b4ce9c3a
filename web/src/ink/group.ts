/** Which strokes make up each digit, and in which order the digits are read. */
import { distanceSquared, type Extent, extentOf, type Stroke, segmentsOf, union } from './geometry';

/** A stroke narrower than this share of the tallest stroke counts as this wide when digits are told apart. */
const NARROWEST = 0.16;
/** Strokes that overlap sideways by this share of the narrower one belong to one digit. */
const OVERLAP = 0.45;
/** Strokes nearer than this share of the tallest one touch; then any overlap is enough. */
const TOUCHING = 0.1;
/** Strokes further apart from top to bottom than this share of the tallest stroke are different digits. */
const GAP = 0.35;
/** Ink smaller than this share of the canvas's longer side is a slip of the pen. */
const SPECK = 0.02;

/** Strokes that make up one digit, as far as is known. */
interface Group {
  readonly strokes: readonly number[];
  readonly extent: Extent;
}

/** Least distance from a point of one polyline to the other polyline. */
function distance(a: Stroke, b: Stroke): number {
  const oneWay = (points: Stroke, line: Stroke): number => {
    const segments = segmentsOf(line);
    let nearest = Infinity;
    for (const [x, y] of points) {
      for (const segment of segments) nearest = Math.min(nearest, distanceSquared(x, y, segment));
    }
    return nearest;
  };
  return Math.sqrt(Math.min(oneWay(a, b), oneWay(b, a)));
}

/** How far two extents overlap sideways, as a share of the narrower one, each at least `least` wide. */
function overlapOf(a: Extent, b: Extent, least: number): number {
  const widened = ([left, , right]: Extent): [number, number] => {
    const extra = Math.max(0, least - (right - left)) / 2;
    return [left - extra, right + extra];
  };
  const [leftA, rightA] = widened(a);
  const [leftB, rightB] = widened(b);
  return (Math.min(rightA, rightB) - Math.max(leftA, leftB)) / Math.min(rightA - leftA, rightB - leftB);
}

function strokesTouch(a: Group, b: Group, strokes: readonly Stroke[], reach: number): boolean {
  return a.strokes.some((i) => b.strokes.some((j) => distance(strokes[i] ?? [], strokes[j] ?? []) <= reach));
}

/** Whether two groups stand over each other closely enough, or touch, so that they are one digit. */
function sameDigit(a: Group, b: Group, strokes: readonly Stroke[], tallest: number): boolean {
  if (Math.max(a.extent[1], b.extent[1]) - Math.min(a.extent[3], b.extent[3]) > GAP * tallest) return false;
  const overlap = overlapOf(a.extent, b.extent, NARROWEST * tallest);
  if (overlap >= OVERLAP || overlap <= 0) return overlap >= OVERLAP;
  return strokesTouch(a, b, strokes, TOUCHING * tallest);
}

/** The groups with the first two that belong together joined; undefined if no two do. */
function mergeOne(
  groups: readonly Group[],
  strokes: readonly Stroke[],
  tallest: number,
): Group[] | undefined {
  for (const [i, a] of groups.entries()) {
    const j = groups.findIndex((b, index) => index > i && sameDigit(a, b, strokes, tallest));
    const b = groups[j];
    if (!b) continue;
    const merged: Group = {
      strokes: [...a.strokes, ...b.strokes].sort((m, n) => m - n),
      extent: union(a.extent, b.extent),
    };
    return groups.map((group) => (group === a ? merged : group)).filter((group) => group !== b);
  }
  return undefined;
}

function mergeAll(groups: readonly Group[], strokes: readonly Stroke[]): readonly Group[] {
  const heights = groups.map(({ extent: [left, top, right, bottom] }) =>
    Math.max(bottom - top, 0.5 * (right - left)),
  );
  const tallest = Math.max(0, ...heights);
  let merged = groups;
  for (let next = mergeOne(merged, strokes, tallest); next; next = mergeOne(merged, strokes, tallest)) {
    merged = next;
  }
  return merged;
}

const middleOf = ({ extent }: Group): number => (extent[1] + extent[3]) / 2;

/**
 * Finds which strokes make up each digit, and the digits' order.
 *
 * @param strokes polylines in canvas units
 * @param canvas the canvas's longer side, in the same unit
 * @returns for each line from the top, for each digit from the left, the indices of its strokes; empty for
 *   a canvas that is empty or holds slips of the pen only
 */
export function groupStrokes(strokes: readonly Stroke[], canvas: number): number[][][] {
  const single = strokes.map((stroke, index): Group => ({ strokes: [index], extent: extentOf(stroke) }));
  const found = mergeAll(single, strokes).filter(
    ({ extent: [left, top, right, bottom] }) => Math.max(right - left, bottom - top) >= SPECK * canvas,
  );
  const lines: Group[][] = [];
  for (const group of [...found].sort((a, b) => middleOf(a) - middleOf(b))) {
    const line = lines.at(-1);
    if (line && middleOf(group) <= Math.max(...line.map((other) => other.extent[3]))) line.push(group);
    else lines.push([group]);
  }
  return lines.map((line) =>
    [...line].sort((a, b) => a.extent[0] - b.extent[0]).map((group) => [...group.strokes]),
  );
}
