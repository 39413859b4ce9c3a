/** Whether a picture is a digit at all; a port of `numerals/confidence/novelty.py`. */
import type { Joined } from '../api/spaces';

/** The share of true digits that reading gives up, as `READ` there. */
export const READ = '0.0003';
const LEAST = 1e-6;
const MOST = 100;

/** What is said of a picture, by who says it: guard, energy, error, rate, and 1 for the digit it is taken for. */
export type Looks = Readonly<Record<string, number>>;

/** Logarithm of the sum of the powers of a classifier's logits. */
export function energy(logits: readonly number[]): number {
  const highest = Math.max(...logits);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}

/** What a classifier's logits say: the energy, and the likeliest digit. */
export const classified = (logits: readonly number[]): Looks => ({
  energy: energy(logits),
  [logits.indexOf(Math.max(...logits))]: 1,
});

/**
 * What an autoencoder gets wrong of a picture, and what its code costs, in nats for a pixel of ink.
 *
 * @param picture 28 * 28 grey levels, ink 255 on 0.
 * @param drawn probabilities of ink that the decoder gives for the picture's code.
 */
export function explained(
  picture: Uint8Array,
  drawn: Float32Array,
  rate: number,
): { error: number; rate: number } {
  let error = 0;
  let ink = 0;
  picture.forEach((level, index) => {
    const grey = level / 255;
    const chance = Math.min(Math.max(drawn[index] ?? 0, LEAST), 1 - LEAST);
    error -= grey * Math.log(chance) + (1 - grey) * Math.log(1 - chance);
    ink += grey;
  });
  const all = Math.max(ink, 1);
  return { error: error / all, rate: rate / all };
}

/** How much a picture is like a digit, the more the better. */
export const scoreOf = (looks: Looks, { weights, bias }: Pick<Joined, 'weights' | 'bias'>): number =>
  Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * (looks[name] ?? 0), bias);

/** The probability of a digit, where half of all pictures are one. */
export const likely = (score: number): number => 1 / (1 + Math.exp(-Math.max(-MOST, score)));
