import { expect, it } from 'vitest';
import { median } from './median';

it('is the middle, however slow the slowest was', () => {
  expect(median([3, 1, 900])).toBe(3);
  expect(median([10, 2, 4, 1])).toBe(3);
  expect(() => median([])).toThrow(RangeError);
});
