import { expect, it } from 'vitest';
import { cellsOf, heatOf, mistakesOf, moved } from './confusion';

const CELLS = cellsOf([
  [97, 1, 2],
  [0, 50, 0],
  [8, 0, 92],
]);

it('counts each cell of all the digits in its row', () => {
  expect(CELLS[2]?.[0]).toEqual({ truth: 2, read: 0, count: 8, of: 100 });
  expect(CELLS[1]?.[1]?.of).toBe(50);
});

it('lists the mistakes, the most frequent first, and nothing that was right', () => {
  expect(mistakesOf(CELLS).map(({ truth, read, count }) => [truth, read, count])).toEqual([
    [2, 0, 8],
    [0, 2, 2],
    [0, 1, 1],
  ]);
});

it('colours mistakes only, the most frequent one fully', () => {
  const heat = CELLS.flat().map((cell) => heatOf(cell, 8));
  expect(heat.map((share) => Math.round(share * 100))).toEqual([0, 35, 50, 0, 0, 0, 100, 0, 0]);
});

it('walks by arrow keys and stops at the borders', () => {
  const corner = { truth: 0, read: 2 };
  expect(moved(corner, 'ArrowDown', 3)).toEqual({ truth: 1, read: 2 });
  expect(moved(corner, 'ArrowRight', 3)).toEqual(corner);
  expect(moved(corner, 'Home', 3)).toEqual({ truth: 0, read: 0 });
  expect(moved(corner, 'Enter', 3)).toBeUndefined();
});
