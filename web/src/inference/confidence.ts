/** From logits to a judgement, exactly as the server does it. */
import type { Judged } from '../api/types';

const ALTERNATIVES = 3;

/** Calibrated probabilities: softmax of logits / temperature. */
export function softmax(logits: readonly number[], temperature: number): number[] {
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The most likely digit, or null for "unreadable" when it is less likely than the threshold. */
export function judge(probabilities: number[], threshold: number): Judged {
  const ranked = probabilities
    .map((confidence, value) => ({ value, confidence }))
    .sort((a, b) => b.confidence - a.confidence);
  const best = ranked[0];
  if (!best) throw new RangeError('a digit has probabilities');
  return {
    value: best.confidence < threshold ? null : best.value,
    confidence: best.confidence,
    alternatives: ranked.slice(0, ALTERNATIVES),
    probabilities,
  };
}
