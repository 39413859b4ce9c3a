import { expect, it } from 'vitest';
import { scaleOf } from './cost';

it('shows a usual cost in the middle of the bar', () => {
  expect(scaleOf(20, 60, 80)).toEqual({ rate: 0.125, error: 0.375, usual: 0.5 });
});

it('makes room for whatever costs more', () => {
  const { rate, error, usual } = scaleOf(50, 350, 80);
  expect(rate + error).toBeCloseTo(1, 9);
  expect(usual).toBeCloseTo(0.2, 9);
});

it('needs neither a usual cost nor a positive one', () => {
  expect(scaleOf(10, 30, undefined)).toEqual({ rate: 0.25, error: 0.75, usual: null });
  expect(scaleOf(-1, 0, undefined)).toEqual({ rate: 0, error: 0, usual: null });
});
