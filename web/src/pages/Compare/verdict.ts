/** What a score says in words. */
export type Verdict = 'same' | 'rather-same' | 'rather-different' | 'different';

/** From this probability on it is said without "probably"; and below one minus it. */
const CLEAR = 0.95;

export function verdictOf(score: number): Verdict {
  if (score >= CLEAR) return 'same';
  if (score >= 0.5) return 'rather-same';
  return score > 1 - CLEAR ? 'rather-different' : 'different';
}

/** Nothing is certain: what is shown stays a thousandth away from 0 and 1. */
export const shown = (score: number): number => Math.min(Math.max(score, 0.001), 0.999);
