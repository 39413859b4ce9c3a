import { expect, it } from 'vitest';
import { reasonsFor } from './reasons';

const ALIKE = [4, 4, 4, 9].map((label) => ({ label }));
const MISTAKE = { label: 9, answer: 4, confidence: 0.9, guess: null, alike: ALIKE };

it('tells how many of the alike images are of the answer and of the label', () => {
  expect(reasonsFor(MISTAKE, 0.5)).toEqual([
    { kind: 'votes', count: 3, of: 4, digit: 4 },
    { kind: 'votes', count: 1, of: 4, digit: 9 },
  ]);
  expect(reasonsFor({ ...MISTAKE, label: 4 }, 0.5)).toEqual([{ kind: 'votes', count: 3, of: 4, digit: 4 }]);
});

it('tells of a doubtful label first, and of an answer below the threshold', () => {
  const reasons = reasonsFor({ ...MISTAKE, guess: 4, confidence: 0.3, alike: [] }, 0.5);
  expect(reasons).toEqual([
    { kind: 'doubtful', guess: 4 },
    { kind: 'unreadable', threshold: 0.5 },
  ]);
  expect(reasonsFor({ ...MISTAKE, confidence: 0.3, alike: [] }, null)).toEqual([]);
});
