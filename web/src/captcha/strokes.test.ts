import { describe, expect, it } from 'vitest';
import { extended, fromItsStart, pathOf, pointOf, type Stroke } from './strokes';

const BOX = { left: 100, top: 50, width: 200, height: 200 };

describe('a point', () => {
  it('is a share of its box, with the moment of the event', () => {
    expect(pointOf({ clientX: 200, clientY: 100, timeStamp: 1234.5678 }, BOX)).toEqual([0.5, 0.25, 1234.6]);
  });

  it('may lie outside, but not further than the server takes', () => {
    expect(pointOf({ clientX: 90, clientY: 260, timeStamp: 0 }, BOX)).toEqual([-0.05, 1.05, 0]);
    expect(pointOf({ clientX: -9999, clientY: 9999, timeStamp: 0 }, BOX)).toEqual([-0.9, 1.9, 0]);
  });
});

describe('a stroke', () => {
  it('leaves out what came twice and what is older', () => {
    const stroke: Stroke = [[0, 0, 10]];
    expect(
      extended(stroke, [
        [0, 0, 10],
        [0.1, 0, 12],
        [0.1, 0, 11],
        [0.1, 0, 20],
      ]),
    ).toEqual([
      [0, 0, 10],
      [0.1, 0, 12],
      [0.1, 0, 20],
    ]);
    expect(stroke).toHaveLength(1);
  });

  it('is sent with times from the first moment of the drawing', () => {
    const late: Stroke = [[0, 0, 5000.1]];
    const early: Stroke = [
      [0, 0, 4000.1],
      [1, 1, 4100.4],
    ];
    expect(fromItsStart([[late], [early]])).toEqual([
      [[[0, 0, 1000]]],
      [
        [
          [0, 0, 0],
          [1, 1, 100.3],
        ],
      ],
    ]);
  });

  it('is shown as a path, a dot too', () => {
    expect(pathOf([[[0.1, 0.2, 0]], [[0, 0, 0], [1, 1, 9]]])).toBe('M0.1 0.2h0M0 0L1 1'); // biome-ignore format: short
  });
});
