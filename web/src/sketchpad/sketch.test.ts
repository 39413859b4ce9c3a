import { describe, expect, it } from 'vitest';
import { extentOf, type Stroke } from '../ink';
import { exampleOf } from './examples';
import { centreLines, EMPTY, PAD, SQUARE, type Step, step, toPad } from './sketch';

const A: Stroke = [
  [1, 1],
  [2, 2],
];
const B: Stroke = [[5, 5, 0.4]];
const sketched = (...steps: Step[]) => steps.reduce(step, EMPTY).strokes;
const add = (stroke: Stroke): Step => ({ type: 'add', stroke });

describe('a sketch', () => {
  it('keeps strokes in the order they were written', () => {
    expect(sketched(add(A), add(B))).toEqual([A, B]);
  });

  it('takes back the last stroke', () => {
    expect(sketched(add(A), add(B), { type: 'undo' })).toEqual([A]);
  });

  it('brings back a cleared drawing', () => {
    expect(sketched(add(A), add(B), { type: 'clear' })).toEqual([]);
    expect(sketched(add(A), add(B), { type: 'clear' }, { type: 'undo' })).toEqual([A, B]);
  });

  it('shows another drawing, and the one before again', () => {
    expect(sketched(add(A), { type: 'show', strokes: [B] })).toEqual([B]);
    expect(sketched(add(A), { type: 'show', strokes: [B] }, { type: 'undo' })).toEqual([A]);
  });

  it('has nothing to take back at the start, and clearing nothing is no step', () => {
    expect(sketched({ type: 'undo' })).toEqual([]);
    expect(
      sketched(add(A), { type: 'undo' }, { type: 'clear' }, { type: 'clear' }, { type: 'undo' }),
    ).toEqual([]);
    expect(sketched(add(A), { type: 'clear' }, { type: 'clear' }, { type: 'undo' })).toEqual([A]);
  });
});

it('has an example of each digit in two hands, in the middle of the pad', () => {
  const drawings = [0, 1].flatMap((hand) =>
    Array.from({ length: 10 }, (_, turn) => exampleOf(turn, hand as 0 | 1)),
  );
  expect(new Set(drawings.map((drawing) => JSON.stringify(drawing))).size).toBe(20);
  expect(exampleOf(10, 0)).toEqual(exampleOf(0, 0));
  for (const drawing of drawings) {
    const [left, top, right, bottom] = extentOf(drawing.flat());
    expect(Math.max(right - left, bottom - top)).toBeGreaterThan(280);
    expect((left + right) / 2).toBeCloseTo(SQUARE.width / 2, 6);
    expect((top + bottom) / 2).toBeCloseTo(SQUARE.height / 2, 6);
  }
});

it('places points in units of the pad, whatever its size on the screen, and holds them within', () => {
  const small = { left: 10, top: 20, width: 300, height: 160 };
  expect(toPad(160, 100, small, PAD)).toEqual([PAD.width / 2, PAD.height / 2]);
  expect(toPad(0, 500, small, PAD)).toEqual([0, PAD.height]);
  expect(toPad(11, 20, { ...small, width: 700 }, PAD)).toEqual([1.29, 0]);
  expect(toPad(160, 20, small, SQUARE)).toEqual([SQUARE.width / 2, 0]);
});

it('leaves out the pressure', () => {
  expect(centreLines([B])).toEqual([[[5, 5]]]);
});
