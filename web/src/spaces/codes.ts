/** Ways through a space whose codes are normally distributed; a port of `numerals/explore/generation.py`. */
import type { Code } from '../inference/protocol';

/** Below this sine two codes and the origin count as on one line. */
const STRAIGHT = 1e-3;

const dot = (first: Code, second: Code): number =>
  first.reduce((sum, value, index) => sum + value * (second[index] ?? 0), 0);

const mix = (first: Code, of: number, second: Code, ofSecond: number): Code =>
  first.map((value, index) => of * value + ofSecond * (second[index] ?? 0));

/**
 * The code at a share of the way from one to another.
 *
 * The way is an arc about the origin, since codes of digits lie at about the same distance from it; straight in a
 * plane, and where both lie on one line with the origin.
 */
export function between(first: Code, second: Code, share: number): Code {
  const length = Math.max(Math.hypot(...first) * Math.hypot(...second), 1e-9);
  const angle = Math.acos(Math.min(Math.max(dot(first, second) / length, -1), 1));
  const sine = Math.sin(angle);
  if (sine < STRAIGHT || first.length === 2) return mix(first, 1 - share, second, share);
  return mix(first, Math.sin((1 - share) * angle) / sine, second, Math.sin(share * angle) / sine);
}

/** A code as good as any, drawn from the normal distribution (Box and Muller). */
export function randomCode(length: number, random: () => number = Math.random): Code {
  return Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

// Coefficients of P. J. Acklam's rational approximation of the normal quantile; its relative error is below 1.2e-9.
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const B = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
const TAIL = 0.02425;

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

/** The value below which a share of a standard normal distribution lies; the share is above 0 and below 1. */
export function quantile(share: number): number {
  if (share > 1 - TAIL) return -quantile(1 - share);
  if (share < TAIL) {
    const tail = Math.sqrt(-2 * Math.log(share));
    return polynomial(C, tail) / polynomial(D, tail);
  }
  const middle = share - 0.5;
  return (middle * polynomial(A, middle * middle)) / polynomial(B, middle * middle);
}

/** The share of a standard normal distribution below a value: `quantile` the other way round. */
export function shareBelow(value: number): number {
  let [low, high] = [1e-9, 1 - 1e-9];
  // Halved as often as a double has bits.
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (quantile(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A place on the map of the plane, in shares of its side from the upper left corner; as many digits lie in each part. */
export type Place = readonly [x: number, y: number];

export const codeAt = ([x, y]: Place): Code => [quantile(x), quantile(1 - y)];

export const placeOf = ([x = 0, y = 0]: Code): Place => [shareBelow(x), 1 - shareBelow(y)];

/** The middles of side x side equal parts of the map, row by row. */
export function lattice(side: number): Place[] {
  return Array.from(
    { length: side * side },
    (_, index): Place => [((index % side) + 0.5) / side, (Math.floor(index / side) + 0.5) / side],
  );
}
