/** A drawing and its history: every step can be taken back, clearing included. */
import type { Point, Stroke } from '../ink';

/** A pad's own units, whatever its size on the screen: strokes keep their place when it is resized. */
export interface Sheet {
  width: number;
  height: number;
}

/** For a number. */
export const PAD = { width: 900, height: 480 } as const satisfies Sheet;

/** For one digit. */
export const SQUARE = { width: 480, height: 480 } as const satisfies Sheet;

/** The longer side of the pad for a number. */
export const PAD_SIDE = Math.max(PAD.width, PAD.height);

export interface Sketch {
  readonly strokes: readonly Stroke[];
  readonly past: readonly (readonly Stroke[])[];
}

export type Step =
  | { type: 'add'; stroke: Stroke }
  /** All ink anew. */
  | { type: 'show'; strokes: readonly Stroke[] }
  | { type: 'clear' }
  | { type: 'undo' };

export const EMPTY: Sketch = { strokes: [], past: [] };

export function step(sketch: Sketch, action: Step): Sketch {
  const past = [...sketch.past, sketch.strokes];
  switch (action.type) {
    case 'add':
      return { strokes: [...sketch.strokes, action.stroke], past };
    case 'show':
      return { strokes: action.strokes, past };
    case 'clear':
      return sketch.strokes.length > 0 ? { strokes: [], past } : sketch;
    case 'undo': {
      const before = sketch.past.at(-1);
      return before ? { strokes: before, past: sketch.past.slice(0, -1) } : sketch;
    }
  }
}

const HUNDREDTHS = 100;

/** A share of the pad as a whole number of hundredths of its unit, held within the pad. */
function place(share: number, side: number): number {
  const within = Math.min(Math.max(share, 0), 1) * side;
  return Math.round(within * HUNDREDTHS) / HUNDREDTHS;
}

/** Where on the pad a place of the screen is; rounded here, so that browser and server read the same ink. */
export function toPad(
  clientX: number,
  clientY: number,
  pad: { left: number; top: number; width: number; height: number },
  sheet: Sheet,
): readonly [number, number] {
  return [
    place((clientX - pad.left) / pad.width, sheet.width),
    place((clientY - pad.top) / pad.height, sheet.height),
  ];
}

/** The strokes without the pen's pressure, which no model sees. */
export function centreLines(strokes: readonly Stroke[]): Stroke[] {
  return strokes.map((stroke) => stroke.map(([x, y]): Point => [x, y]));
}
