/** The number that digits make together. */
import type { Judged } from '../api/types';

/** Stands for a digit that is unreadable, as in the server's texts. */
export const UNREADABLE = '?';

/** The digits in reading order, a line of text for each line of the drawing. */
export function textOf(digits: readonly (Pick<Judged, 'value'> & { line: number })[]): string {
  return digits
    .map(({ value, line }, index) => {
      const startsLine = index > 0 && digits[index - 1]?.line !== line;
      return `${startsLine ? '\n' : ''}${value ?? UNREADABLE}`;
    })
    .join('');
}

/** Probability that every digit is right. */
export function confidenceOf(digits: readonly Pick<Judged, 'confidence'>[]): number {
  return digits.reduce((product, { confidence }) => product * confidence, 1);
}
