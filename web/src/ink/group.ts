/** Which strokes make up each digit, and in which order the digits are read; a port of `numerals/imaging/group.py`. */
import { distanceSquared, type Extent, extentOf, type Stroke, segmentsOf, union } from './geometry';

/** A stroke narrower than this share of the tallest stroke counts as this wide when digits are told apart. */
const NARROWEST = 0.16;
/** Strokes that overlap sideways by this share of the narrower one belong to one digit. */
const OVERLAP = 0.45;
/** Strokes nearer than this share of the tallest one touch; then any overlap is enough. */
const TOUCHING = 0.1;
/** Strokes further apart from top to bottom than this share of the tallest stroke are different digits. */
const GAP = 0.35;
/** A stroke is a bar if it is at least so wide and at most so high, as shares of the tallest one, and no steeper. */
const [BAR_WIDTH, BAR_HEIGHT, BAR_SLOPE] = [0.08, 0.35, 0.5];
/** The foot of a hook, from its leftmost point to its end, is at least this share of the tallest stroke wide. */
const HOOK = 0.15;
/** The share of a stroke's height that is its upper and its lower end. */
const THIRD = 0.3;
/** A bar or a hook nearer than this share of the tallest stroke to other ink is a part of that digit. */
const PART = 0.3;
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

/** Whether a stroke lies: the roof of a 5, the foot of a 1, the bar of a 7. */
function isBar([left, top, right, bottom]: Extent, tallest: number): boolean {
  const [width, height] = [right - left, bottom - top];
  return width >= BAR_WIDTH * tallest && height <= Math.min(BAR_SLOPE * width, BAR_HEIGHT * tallest);
}

/**
 * Whether a stroke falls and then goes to the right, as the first one of an open 4 does.
 *
 * A 2 goes to the right before it falls, and a 0 or a 6 comes up again or ends inside.
 */
function isHook(stroke: Stroke, [left, top, , bottom]: Extent, tallest: number): boolean {
  const [first, last] = [stroke[0], stroke.at(-1)];
  if (!first || !last) return false;
  const turn = stroke.findIndex(([x]) => x === left);
  const end = THIRD * (bottom - top);
  const rightmost = Math.max(...stroke.slice(0, turn + 1).map(([x]) => x));
  const highest = Math.min(...stroke.slice(turn).map(([, y]) => y));
  const falls = first[1] <= top + end && rightmost - first[0] <= HOOK * tallest;
  const stays = last[1] >= bottom - end && highest >= top + end;
  return bottom - top >= THIRD * tallest && falls && stays && last[0] - left >= HOOK * tallest;
}

/** How far a bar or a hook may be from a digit that it is a part of; negative if it is none of this one. */
function reachOf(part: Stroke, own: Extent, other: Extent, tallest: number): number {
  const [left, top, , bottom] = other;
  if (isBar(own, tallest)) {
    const middle = (own[1] + own[3]) / 2;
    // At half height it may as well be a dash between two digits.
    const beside = Math.min(middle - top, bottom - middle) > THIRD * (bottom - top);
    return (beside ? TOUCHING : PART) * tallest;
  }
  // The stem of a 4 stands to the right of the hook and goes further down.
  const end = part.at(-1)?.[1] ?? 0;
  const stem = left >= own[0] + TOUCHING * tallest && bottom >= end + TOUCHING * tallest;
  return stem ? PART * tallest : -1;
}

/** The greater of the free distances sideways and from top to bottom; two strokes are at least so far apart. */
function apart(a: Extent, b: Extent): number {
  return Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
}

/** Bars and hooks with the digits near them, the nearest first: distance, place of the part and of the digit. */
function partsOf(
  groups: readonly Group[],
  strokes: readonly Stroke[],
  tallest: number,
): [away: number, part: number, other: number][] {
  const found: [number, number, number][] = [];
  for (const [i, { strokes: own, extent }] of groups.entries()) {
    const part = strokes[own[0] ?? -1];
    if (!part || own.length > 1) continue;
    const bar = isBar(extent, tallest);
    if (!bar && !isHook(part, extent, tallest)) continue;
    const near = bar ? part : part.slice(-1); // a hook touches the stem with its end
    for (const [j, other] of groups.entries()) {
      const reach = reachOf(part, extent, other.extent, tallest);
      if (i === j || apart(extent, other.extent) > reach) continue;
      const away = Math.min(...other.strokes.map((k) => distance(near, strokes[k] ?? [])));
      if (away <= reach) found.push([away, i, j]);
    }
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

const together = (a: Group, b: Group): Group => ({
  strokes: [...a.strokes, ...b.strokes].sort((m, n) => m - n),
  extent: union(a.extent, b.extent),
});

/**
 * Joins the first two groups that are one digit, and again, until no two are.
 *
 * Only the group that has just grown can be near an earlier one, so that no other pair is looked at twice.
 */
function mergeAll(single: readonly Group[], strokes: readonly Stroke[], tallest: number): Group[] {
  const groups = [...single];
  let [at, settled] = [0, 0];
  while (at < groups.length) {
    const one = groups[at];
    const other = groups.findIndex(
      (group, k) => one !== undefined && k !== at && sameDigit(one, group, strokes, tallest),
    );
    if (!one || other < 0) {
      settled += at === settled ? 1 : 0;
      at = settled;
      continue;
    }
    const gone = Math.max(at, other);
    at = Math.min(at, other);
    const [a, b] = [groups[at] ?? one, groups[gone] ?? one];
    groups[at] = together(a, b);
    groups.splice(gone, 1);
    settled -= gone < settled ? 1 : 0;
  }
  return groups;
}

/** Joins bars and hooks, each with the digit nearest to it. */
function attachParts(merged: readonly Group[], strokes: readonly Stroke[], tallest: number): Group[] {
  const groups = [...merged];
  let places = groups.map((_, at) => at);
  const joined = new Set<number>();
  for (const [, part, other] of partsOf(merged, strokes, tallest)) {
    const [gone, kept] = [places[part] ?? part, places[other] ?? other];
    const [a, b] = [groups[kept], groups[gone]];
    if (joined.has(part) || gone === kept || !a || !b) continue;
    joined.add(part);
    groups[kept] = together(a, b);
    places = places.map((at) => (at === gone ? kept : at));
  }
  return groups.filter((_, at) => places.includes(at));
}

/** The height of the tallest stroke, or half the width of the widest one where that is more. */
const tallestOf = (groups: readonly Group[]): number =>
  Math.max(
    0,
    ...groups.map(({ extent: [left, top, right, bottom] }) => Math.max(bottom - top, 0.5 * (right - left))),
  );

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
  const tallest = tallestOf(single);
  const found = attachParts(mergeAll(single, strokes, tallest), strokes, tallest).filter(
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
