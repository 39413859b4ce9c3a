/** How long a study will still take. */
import type { StudyState } from '../../api/explore';

/** Share and seconds below which a guess is worth nothing. */
const LEAST_SHARE = 0.03;
const LEAST_SECONDS = 2;

/** Seconds left, from how long it took so far; null while that cannot be told. */
export function secondsLeft({ share, seconds }: Pick<StudyState, 'share' | 'seconds'>): number | null {
  if (share < LEAST_SHARE || seconds < LEAST_SECONDS) return null;
  return Math.max(1, Math.round((seconds * (1 - share)) / share));
}
