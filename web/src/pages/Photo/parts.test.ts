import { expect, it } from 'vitest';
import { countMarks, numbersOf } from './parts';

it('parts the numbers of each line', () => {
  expect(numbersOf([['404', '1000'], ['57']])).toEqual(['404 · 1000', '57']);
});

it('says nothing of lines that are a number each', () => {
  expect(numbersOf([['404'], ['57']])).toEqual([]);
  expect(numbersOf([])).toEqual([]);
});

it('counts marks by their kind', () => {
  const marks = (['point', 'dash', 'point'] as const).map((kind) => ({ kind }));
  expect(countMarks(marks)).toEqual([
    ['point', 2],
    ['dash', 1],
  ]);
  expect(countMarks([])).toEqual([]);
});
