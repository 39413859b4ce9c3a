import { expect, it } from 'vitest';
import type { Place } from '../../../spaces/codes';
import { moved, onMap } from './move';

const MIDDLE: Place = [0.5, 0.5];

it('walks with the arrow keys, up on the screen', () => {
  expect(moved(MIDDLE, 'ArrowRight', false)).toEqual([0.52, 0.5]);
  expect(moved(MIDDLE, 'ArrowUp', true)).toEqual([0.5, 0.4]);
  expect(moved([0.1, 0.2], 'Home', false)).toEqual(MIDDLE);
  expect(moved(MIDDLE, 'a', false)).toBeUndefined();
});

it('stays on the map', () => {
  const [x, y] = moved([0.99, 0.01], 'ArrowRight', true) ?? [];
  expect(x).toBeLessThan(1);
  expect(x).toBeGreaterThan(0.99);
  expect(y).toBe(0.01);
  expect(onMap([-3, 7]).map((value) => value > 0 && value < 1)).toEqual([true, true]);
});
