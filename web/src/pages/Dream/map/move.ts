/** Walking over the map with the keyboard. */
import type { Place } from '../../../spaces/codes';

/** The map's edge is never reached: the codes there are infinitely far out. */
const EDGE = 0.004;
const STEP = 0.02;
const LONG_STEP = 0.1;

const STEPS: Record<string, Place> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest place that is on the map. */
export const onMap = ([x, y]: Place): Place => [
  Math.min(Math.max(x, EDGE), 1 - EDGE),
  Math.min(Math.max(y, EDGE), 1 - EDGE),
];

/** Where a key leads, undefined if it leads nowhere. */
export function moved(place: Place, key: string, far: boolean): Place | undefined {
  if (key === 'Home') return [0.5, 0.5];
  const direction = STEPS[key];
  const length = far ? LONG_STEP : STEP;
  return direction && onMap([place[0] + direction[0] * length, place[1] + direction[1] * length]);
}
