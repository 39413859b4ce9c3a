import { expect, it } from 'vitest';
import { confidenceOf, textOf } from './number';

it('joins digits to numbers, a line each, with ? for what is unreadable', () => {
  const digits = [
    { value: 1, line: 0 },
    { value: null, line: 0 },
    { value: 0, line: 1 },
  ];
  expect(textOf(digits)).toBe('1?\n0');
});

it('reads nothing from nothing', () => {
  expect(textOf([])).toBe('');
});

it('is as sure of a number as of all its digits', () => {
  expect(confidenceOf([{ confidence: 0.9 }, { confidence: 0.5 }])).toBeCloseTo(0.45, 12);
});
