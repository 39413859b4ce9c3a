import { expect, it } from 'vitest';
import { cellsOf } from './confusion';

it('counts each cell of all the digits in its row; what is read as it was written is right', () => {
  const cells = cellsOf([
    [97, 1, 2],
    [0, 50, 0],
    [8, 0, 92],
  ]);
  expect(cells[2]?.[0]).toEqual({ row: 2, column: 0, count: 8, of: 100, right: false });
  expect(cells[1]?.[1]).toEqual({ row: 1, column: 1, count: 50, of: 50, right: true });
});
