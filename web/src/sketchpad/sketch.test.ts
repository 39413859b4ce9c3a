import { describe, expect, it } from 'vitest';
import type { Stroke } from '../ink';
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

  it('has nothing to take back at the start, and clearing nothing is no step', () => {
    expect(sketched({ type: 'undo' })).toEqual([]);
    expect(
      sketched(add(A), { type: 'undo' }, { type: 'clear' }, { type: 'clear' }, { type: 'undo' }),
    ).toEqual([]);
    expect(sketched(add(A), { type: 'clear' }, { type: 'clear' }, { type: 'undo' })).toEqual([A]);
  });
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
