/** What the points of the map are coloured by. */
import { pixelOf } from './paint';

/** Of the digits, the same as in the report. */
export const COLOURS = [
  '#4c8fe0',
  '#f0862b',
  '#35a853',
  '#e0504a',
  '#9d6fd6',
  '#a06a50',
  '#e377c2',
  '#8a8a8a',
  '#b5b31c',
  '#17b5c7',
] as const;

export const GROUNDS = { light: '#ffffff', dark: '#1b1c21' } as const;
export type Scheme = keyof typeof GROUNDS;

/** Classes of the colouring by answer. */
export const RIGHT = 0;
export const WRONG = 1;
export const DOUBTFUL = 2;
export const VERDICT_COLOURS = ['#9aa0ab', '#e0504a', '#f0a32b'] as const;

/** How much is left of the colour of a point that is not looked at. */
const PALE = 0.16;

/** Right, wrong, or wrong by a label that is doubtful itself. */
export function verdictsOf(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  guesses: ArrayLike<number>,
  nobody: number,
): Uint8Array {
  return Uint8Array.from(labels, (label, index) => {
    if (answers[index] === label) return RIGHT;
    return guesses[index] === nobody ? WRONG : DOUBTFUL;
  });
}

/** The colour of each class as the canvas keeps it; all but `looked` are pale, unless nothing is looked at. */
export function paletteOf(colours: readonly string[], scheme: Scheme, looked: number | null): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, group) =>
    pixelOf(
      colours[group % colours.length] ?? '#8a8a8a',
      GROUNDS[scheme],
      looked === null || group === looked ? 1 : PALE,
    ),
  );
}
