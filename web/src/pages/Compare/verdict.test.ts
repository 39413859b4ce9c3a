import { expect, it } from 'vitest';
import { shown, verdictOf } from './verdict';

it('says what a score means, without certainty in the middle', () => {
  expect([0.99, 0.95, 0.7, 0.5].map(verdictOf)).toEqual(['same', 'same', 'rather-same', 'rather-same']);
  expect([0.4999, 0.06, 0.04, 0].map(verdictOf)).toEqual([
    'rather-different',
    'rather-different',
    'different',
    'different',
  ]);
});

it('never shows certainty', () => {
  expect([0, 0.25, 1].map(shown)).toEqual([0.001, 0.25, 0.999]);
});
