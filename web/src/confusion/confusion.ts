/** What a model takes for what: rows are the digits written, columns what they were read as. */
import type { Count } from '../components/counts';

export interface Confusion extends Count {
  /** How many digits there were of this row. */
  of: number;
}

/** All cells, row by row. */
export function cellsOf(matrix: readonly (readonly number[])[]): Confusion[][] {
  return matrix.map((counts, row) => {
    const of = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count, column) => ({ row, column, count, of, right: row === column }));
  });
}
