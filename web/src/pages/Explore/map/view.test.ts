import { describe, expect, it } from 'vitest';
import { afterKey, moved, SIDE, toMap, toScreen, type View, WHOLE, zoomed } from './view';

const SCREEN = { width: 800, height: 500 };
const NEAR: View = { x: 20_000, y: 40_000, zoom: 8 };

it('shows the whole map, its middle in the middle', () => {
  expect(toScreen(WHOLE, SCREEN, SIDE / 2, SIDE / 2)).toEqual([400, 250]);
  const [, top] = toScreen(WHOLE, SCREEN, 0, 0);
  const [, bottom] = toScreen(WHOLE, SCREEN, SIDE, SIDE);
  expect(top).toBeGreaterThan(0);
  expect(bottom).toBeLessThan(500);
});

it('finds the place of the map under a place of the screen', () => {
  const [x, y] = toMap(NEAR, SCREEN, ...toScreen(NEAR, SCREEN, 21_000, 39_500));
  expect(x).toBeCloseTo(21_000);
  expect(y).toBeCloseTo(39_500);
});

describe('zooming', () => {
  it('keeps what is under the mouse where it is', () => {
    const before = toMap(NEAR, SCREEN, 130, 410);
    const after = toMap(zoomed(NEAR, SCREEN, 1.7, 130, 410), SCREEN, 130, 410);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  it('has an end in both directions', () => {
    expect(zoomed(NEAR, SCREEN, 1e9, 0, 0).zoom).toBe(200);
    expect(zoomed(NEAR, SCREEN, 1e-9, 0, 0).zoom).toBe(1);
  });
});

it('follows the mouse pixel by pixel, but never loses the map', () => {
  const place = toScreen(NEAR, SCREEN, 20_500, 40_000);
  expect(toScreen(moved(NEAR, SCREEN, 30, -12), SCREEN, 20_500, 40_000)).toEqual([
    expect.closeTo(place[0] + 30),
    expect.closeTo(place[1] - 12),
  ]);
  expect(moved(NEAR, SCREEN, 1e9, -1e9)).toMatchObject({ x: 0, y: SIDE });
});

it('can be moved and zoomed by keys', () => {
  expect(afterKey(NEAR, SCREEN, 'ArrowRight')?.x).toBeGreaterThan(NEAR.x);
  expect(afterKey(NEAR, SCREEN, 'ArrowUp')?.y).toBeLessThan(NEAR.y);
  expect(afterKey(NEAR, SCREEN, '+')).toMatchObject({ x: NEAR.x, y: NEAR.y, zoom: 12 });
  expect(afterKey(NEAR, SCREEN, '0')).toEqual(WHOLE);
  expect(afterKey(NEAR, SCREEN, 'Tab')).toBeUndefined();
});
