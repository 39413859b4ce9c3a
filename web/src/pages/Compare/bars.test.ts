import { expect, it } from 'vitest';
import { barsOf } from './bars';

it('draws bars up and down from the middle, the largest as long as there is room', () => {
  expect(barsOf([1, -0.5, 0], 100, 0.3)).toEqual([
    { top: 0, height: 50, negative: false },
    { top: 50, height: 25, negative: true },
    { top: 50, height: 0, negative: false },
  ]);
});

it('does not make much of next to nothing', () => {
  expect(Math.max(...barsOf([0.003, -0.003], 100, 0.3).map(({ height }) => height))).toBeCloseTo(0.5, 6);
});
