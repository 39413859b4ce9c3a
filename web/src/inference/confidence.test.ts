import { describe, expect, it } from 'vitest';
import { judge, softmax } from './confidence';

const LOGITS = [0, 1, 2, 9, 4, 0, 0, 8, 0, 0];

describe('softmax', () => {
  it('sums to one and keeps the order', () => {
    const probabilities = softmax(LOGITS, 1);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(3);
  });

  it('is less sure at a higher temperature', () => {
    const [cool, warm] = [softmax(LOGITS, 1), softmax(LOGITS, 2)];
    expect(Math.max(...warm)).toBeLessThan(Math.max(...cool));
    expect((warm[3] ?? 0) / (warm[7] ?? 0)).toBeCloseTo(Math.exp(1 / 2), 10);
  });

  it('does not overflow', () => {
    expect(softmax([1000, 999], 1)[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });
});

describe('judge', () => {
  const probabilities = [0.05, 0.6, 0.2, 0.1, 0.05, 0, 0, 0, 0, 0];

  it('gives the most likely digit and the best three', () => {
    const judged = judge(probabilities, 0.5);
    expect(judged.value).toBe(1);
    expect(judged.confidence).toBe(0.6);
    expect(judged.alternatives.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it('is unreadable below the threshold and readable at it', () => {
    expect(judge(probabilities, 0.61).value).toBeNull();
    expect(judge(probabilities, 0.61).alternatives[0]?.value).toBe(1);
    expect(judge(probabilities, 0.6).value).toBe(1);
  });
});
