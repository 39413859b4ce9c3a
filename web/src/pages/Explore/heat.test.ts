import { expect, it } from 'vitest';
import { heatPixels, inProportion } from './heat';

it('colours what is above 0 orange and what is below blue', () => {
  expect([...heatPixels([1, -1, 0])]).toEqual([255, 140, 40, 255, 70, 150, 255, 255, 0, 0, 0, 255]);
});

it('shows the image beneath where there is nothing to say', () => {
  const [level, , , opacity] = heatPixels([0], [200]);
  expect([level, opacity]).toEqual([90, 255]);
});

it('takes values in proportion to the farthest from 0', () => {
  expect(inProportion([0.1, -0.2, 0])).toEqual([0.5, -1, 0]);
  expect(inProportion([0, 0])).toEqual([0, 0]);
});
