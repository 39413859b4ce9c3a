/** How long the bars of a cost are. */

/** The bar reaches at least to so many times what is usual. */
const ROOM = 2;

export interface Scale {
  rate: number;
  error: number;
  /** Where the usual cost ends; null if that is not known. */
  usual: number | null;
}

/** Shares of the bar: of both parts of a cost, and of the usual one. */
export function scaleOf(rate: number, error: number, usual: number | undefined): Scale {
  // A code may cost less than nothing where it is likelier before the picture than after it.
  const parts = [Math.max(rate, 0), Math.max(error, 0)] as const;
  const most = Math.max(parts[0] + parts[1], ROOM * (usual ?? 0), 1e-9);
  return { rate: parts[0] / most, error: parts[1] / most, usual: usual === undefined ? null : usual / most };
}
