import { expect, it } from 'vitest';
import { type Count, heatOf, moved, same, strays } from './counts';

const CELLS: Count[][] = [
  [97, 1, 2],
  [0, 50, 0],
  [8, 0, 92],
].map((counts, row) => counts.map((count, column) => ({ row, column, count, right: row === column })));

it('lists what is not where it belongs, the most frequent first', () => {
  expect(strays(CELLS).map(({ row, column, count }) => [row, column, count])).toEqual([
    [2, 0, 8],
    [0, 2, 2],
    [0, 1, 1],
  ]);
});

it('colours only what is not where it belongs, the most frequent fully', () => {
  const heat = CELLS.flat().map((cell) => heatOf(cell, 8));
  expect(heat.map((share) => Math.round(share * 100))).toEqual([0, 35, 50, 0, 0, 0, 100, 0, 0]);
});

it('walks by arrow keys and stops at the borders', () => {
  const corner = { row: 0, column: 2 };
  expect(moved(corner, 'ArrowDown', 3, 3)).toEqual({ row: 1, column: 2 });
  expect(moved(corner, 'ArrowRight', 3, 3)).toEqual(corner);
  expect(moved(corner, 'ArrowRight', 3, 4)).toEqual({ row: 0, column: 3 });
  expect(moved(corner, 'Home', 3, 3)).toEqual({ row: 0, column: 0 });
  expect(moved(corner, 'Enter', 3, 3)).toBeUndefined();
});

it('knows the same place', () => {
  expect(same({ row: 1, column: 2 }, { row: 1, column: 2 })).toBe(true);
  expect(same({ row: 1, column: 2 }, { row: 2, column: 1 })).toBe(false);
  expect(same({ row: 1, column: 2 }, null)).toBe(false);
});
