/** Digits that a pen of rules has written, for whoever would rather not draw; made by `scripts/make_examples.py`. */
import type { Point, Stroke } from '../ink';
import written from './examples.json';
import { SQUARE } from './sketch';

/** The first drawing is in one hand, the second in another. */
export type Hand = 0 | 1;

/** Digits in the order in which they are shown. */
const ORDER = [3, 8, 2, 5, 0, 9, 4, 6, 1, 7];
/** Units of the pad for one of an example, whose longer side is 100. */
const SCALE = 3;

/** The examples of a hand one after another; both hands have the same digits at the same turns. */
export function exampleOf(turn: number, hand: Hand): Stroke[] {
  const strokes = written[ORDER[turn % ORDER.length] ?? 0]?.[hand] ?? [];
  const points = strokes.flat();
  const middle = (axis: 0 | 1) => {
    const places = points.map((point) => point[axis] ?? 0);
    return (Math.min(...places) + Math.max(...places)) / 2;
  };
  const [x0, y0] = [middle(0), middle(1)];
  return strokes.map((stroke) =>
    stroke.map(
      ([x = 0, y = 0]): Point => [(x - x0) * SCALE + SQUARE.width / 2, (y - y0) * SCALE + SQUARE.height / 2],
    ),
  );
}
