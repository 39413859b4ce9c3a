import { expect, it } from 'vitest';
import type { Stroke } from '../../ink';
import { thumbnailOf } from './thumbnail';

it('shows the ink with a margin, in the middle', () => {
  const { viewBox, path, penWidth } = thumbnailOf(
    [
      [
        [400, 100],
        [500, 400],
      ],
    ],
    900,
    480,
  );
  const [left = 0, top = 0, width = 0, height = 0] = viewBox.split(' ').map(Number);
  expect(left + width / 2).toBeCloseTo(450, 0);
  expect(top + height / 2).toBeCloseTo(250, 0);
  expect(height).toBeCloseTo(300 + 3 * penWidth, 0);
  expect(path).toBe('M400 100L500 400');
});

it('draws a dot as a dot and does not blow it up', () => {
  const { viewBox, path } = thumbnailOf([[[10, 10]]], 280, 280);
  expect(path).toBe('M10 10h0');
  expect(Number(viewBox.split(' ')[3])).toBeCloseTo(98, 0);
});

it('leaves out points that nobody can tell apart, and keeps the last one', () => {
  const stroke: Stroke = Array.from({ length: 3001 }, (_, index) => [100 + index / 10, 200]);
  const { path } = thumbnailOf([stroke], 900, 480);
  expect(path.split('L').length).toBeLessThan(300);
  expect(path.endsWith('L400 200')).toBe(true);
});

it('shows an empty sheet for no ink at all', () => {
  expect(thumbnailOf([[]], 900, 480)).toMatchObject({ path: '', viewBox: expect.stringMatching(/900|954/) });
});
