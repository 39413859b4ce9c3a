/** A table of counts: how often this (row) was that (column). */

export interface Place {
  row: number;
  column: number;
}

export interface Count extends Place {
  count: number;
  /** Whether it is where the counts belong; what is elsewhere is coloured. */
  right: boolean;
}

/** How much colour a count gets, 0 to 1; the root keeps the single ones visible beside the frequent. */
export function heatOf({ right, count }: Count, most: number): number {
  return right || count === 0 ? 0 : Math.sqrt(count / most);
}

/** The counts that are not where they belong, the greatest first. */
export function strays<T extends Count>(cells: readonly (readonly T[])[]): T[] {
  return cells
    .flat()
    .filter(({ right, count }) => !right && count > 0)
    .sort((a, b) => b.count - a.count);
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

/** Where a key leads from a cell of a table of so many rows and columns; undefined for keys that lead nowhere. */
export function moved({ row, column }: Place, key: string, rows: number, columns: number): Place | undefined {
  const step = STEPS[key];
  const within = (index: number, size: number) => Math.min(Math.max(index, 0), size - 1);
  return step && { row: within(row + step[0], rows), column: within(column + step[1], columns) };
}

export const same = (one: Place, other: Place | null | undefined): boolean =>
  one.row === other?.row && one.column === other.column;
