/** What a decoder draws: probabilities of ink, as grey levels and as what a picture costs. */

/** Grey levels, ink 255 on 0. */
export const greysOf = (probabilities: Float32Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(probabilities, (probability) => Math.round(probability * 255));

/** Keeps logarithms within numbers; float32 knows no probability nearer to 1. */
const LEAST = 1e-7;

/** Nats that are still to be told of a picture (28 * 28 grey levels) to somebody who has its reconstruction. */
export function errorOf(picture: Uint8Array, probabilities: Float32Array): number {
  return picture.reduce((sum, level, index) => {
    const ink = level / 255;
    const told = Math.min(Math.max(probabilities[index] ?? 0, LEAST), 1 - LEAST);
    return sum - ink * Math.log(told) - (1 - ink) * Math.log(1 - told);
  }, 0);
}
