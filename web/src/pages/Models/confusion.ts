/** What a model takes for what: rows are the digits written, columns what they were read as. */

export interface Confusion {
  truth: number;
  read: number;
  count: number;
  /** How many digits there were of this truth. */
  of: number;
}

/** All cells, row by row. */
export function cellsOf(matrix: readonly (readonly number[])[]): Confusion[][] {
  return matrix.map((row, truth) => {
    const of = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, read) => ({ truth, read, count, of }));
  });
}

/** The digits read wrong, the most frequent confusion first. */
export function mistakesOf(cells: readonly (readonly Confusion[])[]): Confusion[] {
  return cells
    .flat()
    .filter(({ truth, read, count }) => truth !== read && count > 0)
    .sort((a, b) => b.count - a.count);
}

/** How much colour a mistake gets, 0 to 1; the root keeps the single ones visible beside the frequent. */
export function heatOf({ truth, read, count }: Confusion, most: number): number {
  return truth === read || count === 0 ? 0 : Math.sqrt(count / most);
}

/** Cells by arrow key, as steps [rows, columns]. */
const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/** Where a key leads from a cell of a square matrix; undefined for keys that lead nowhere. */
export function moved(
  { truth, read }: Pick<Confusion, 'truth' | 'read'>,
  key: string,
  size: number,
): { truth: number; read: number } | undefined {
  const step = STEPS[key];
  const within = (index: number) => Math.min(Math.max(index, 0), size - 1);
  return step && { truth: within(truth + step[0]), read: within(read + step[1]) };
}
