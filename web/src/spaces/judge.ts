/** Whether two codes are of the same digit; a port of `Judge` in `numerals/confidence/verification.py`. */
import type { Judge } from '../api/spaces';
import type { Code } from '../inference/protocol';

/** Keeps the logistic function within numbers. */
const MOST = 60;

/** How far apart two codes are in each of their values. */
export const apart = (first: Code, second: Code): number[] =>
  first.map((value, index) => Math.abs(value - (second[index] ?? 0)));

/** The straight way from one code to another, 0 to 2 for codes of length 1. */
export const distanceOf = (first: Code, second: Code): number => Math.hypot(...apart(first, second));

/** What each value says for "the same digit" (above 0) or against it, before the judge's bias. */
export const reasons = (first: Code, second: Code, { weights }: Judge): number[] =>
  apart(first, second).map((difference, index) => difference * (weights[index] ?? 0));

/** The calibrated probability that two codes are of the same digit. */
export function sameness(first: Code, second: Code, judge: Judge): number {
  const logit = reasons(first, second, judge).reduce((sum, reason) => sum + reason, judge.bias);
  return 1 / (1 + Math.exp(-Math.min(Math.max(logit, -MOST), MOST)));
}
