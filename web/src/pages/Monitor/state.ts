import type { Feature, Monitored, Surface } from '../../api/monitor';

export type State = 'unknown' | 'few' | 'steady' | 'shifted';

/** Whether what is read has changed: in any of the ways in, judged on enough digits. */
export function stateOf({ surfaces, least }: Pick<Monitored, 'surfaces' | 'least'>): State {
  if (surfaces.length === 0) return 'unknown';
  if (surfaces.some((surface) => surface.shifted)) return 'shifted';
  return surfaces.some((surface) => surface.digits >= least) ? 'steady' : 'few';
}

export const shiftedOf = (surface: Surface): Feature[] => surface.features.filter((one) => one.shifted);

/** Counts as shares of their sum; all 0 where there is nothing. */
export function shares(counts: readonly number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => (sum ? count / sum : 0));
}
