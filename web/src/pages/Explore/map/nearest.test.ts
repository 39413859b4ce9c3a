import { expect, it } from 'vitest';
import { Neighbourhood } from './nearest';

const COUNT = 3000;
/** Places that look drawn by chance, and are the same every time. */
const PLACES = Uint16Array.from({ length: 2 * COUNT }, (_, place) => (place * 40_503 + 17) % 65_521);
const NEAR = new Neighbourhood(PLACES);

function slowly(x: number, y: number, reach: number): number[] {
  const gap = (index: number) => Math.hypot((PLACES[2 * index] ?? 0) - x, (PLACES[2 * index + 1] ?? 0) - y);
  return Array.from({ length: COUNT }, (_, index) => index)
    .filter((index) => gap(index) <= reach)
    .sort((a, b) => gap(a) - gap(b) || a - b);
}

it.each([
  [0, 0],
  [32_000, 32_000],
  [65_535, 12_345],
])('finds the nearest points of %i, %i as looking at every one does', (x, y) => {
  expect(NEAR.around(x, y, Number.POSITIVE_INFINITY, 12)).toEqual(
    slowly(x, y, Number.POSITIVE_INFINITY).slice(0, 12),
  );
  expect(NEAR.around(x, y, 900, COUNT)).toEqual(slowly(x, y, 900));
});

it('finds nothing where nothing is, and ends where there are few', () => {
  const few = new Neighbourhood(new Uint16Array([100, 100, 200, 200]));
  expect(few.around(60_000, 60_000, 500, 5)).toEqual([]);
  expect(few.around(60_000, 60_000, Number.POSITIVE_INFINITY, 5)).toEqual([1, 0]);
});

it('finds the points of a rectangle', () => {
  const inside = Array.from({ length: COUNT }, (_, index) => index).filter((index) => {
    const [x = 0, y = 0] = PLACES.slice(2 * index, 2 * index + 2);
    return x >= 10_000 && x <= 20_000 && y >= 5000 && y <= 30_000;
  });
  expect(NEAR.within(10_000, 5000, 20_000, 30_000).sort((a, b) => a - b)).toEqual(inside);
});
