import { expect, it } from 'vitest';
import { added, confusionOf, extremes, inPart, sum, worstOf } from './tallies';

const LABELS = [0, 0, 0, 4, 4, 9, 9, 9];
const ANSWERS = [0, 0, 6, 4, 9, 4, 9, 4];
const TEST = [0, 1, 1, 0, 1, 1, 1, 1];

it('counts how each digit was answered, in all parts or in one', () => {
  const all = confusionOf(LABELS, ANSWERS, inPart(TEST, undefined));
  expect(sum(all.map(sum))).toBe(8);
  expect(all[0]?.[6]).toBe(1);
  expect(all[9]?.[4]).toBe(2);
  const test = confusionOf(LABELS, ANSWERS, inPart(TEST, 'test'));
  expect(sum(test.map(sum))).toBe(6);
  expect(test[4]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(sum(confusionOf(LABELS, ANSWERS, inPart(TEST, 'train')).map(sum))).toBe(2);
});

it('names the digit that is wrong most, in proportion, and what it is taken for', () => {
  const matrix = confusionOf(LABELS, ANSWERS, inPart(TEST, undefined));
  expect(worstOf(matrix)).toEqual({ digit: 9, wrong: 2, of: 3, answer: 4 });
  expect(worstOf(confusionOf([1, 2], [1, 2], () => true))).toBeNull();
});

it('adds up columns', () => {
  expect(added([[1, 2], [10, 20], [100, 200]])).toEqual([111, 222]); // biome-ignore format: one table
});

it('finds the greatest and the least of those that are there', () => {
  expect(extremes([2, null, 7, -1])).toEqual({ most: 2, least: 3 });
});
