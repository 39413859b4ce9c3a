/** Counts over columns. */
import type { Part } from '../../api/explore';

const DIGITS = 10;

/** The images of a part, or all: `test` is 1 for those of the test part. */
export function inPart(test: ArrayLike<number>, part: Part | undefined): (index: number) => boolean {
  if (part === undefined) return () => true;
  const wanted = part === 'test' ? 1 : 0;
  return (index) => test[index] === wanted;
}

/** How often each digit (row) was answered as each (column), among the images that are taken. */
export function confusionOf(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  taken: (index: number) => boolean,
): number[][] {
  const matrix = Array.from({ length: DIGITS }, () => new Array<number>(DIGITS).fill(0));
  for (let index = 0; index < labels.length; index++) {
    const row = taken(index) ? matrix[labels[index] ?? -1] : undefined;
    const answer = answers[index] ?? 0;
    if (row) row[answer] = (row[answer] ?? 0) + 1;
  }
  return matrix;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Adds up rows of the same length, column by column. */
export function added(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => sum(rows.map((row) => row[column] ?? 0)));
}

/** Where the greatest value is, and where the least. */
export function extremes(values: readonly (number | null)[]): { most: number; least: number } {
  const there = values.flatMap((value, place) => (value === null ? [] : [{ value, place }]));
  const sorted = there.sort((a, b) => b.value - a.value);
  return { most: sorted[0]?.place ?? 0, least: sorted.at(-1)?.place ?? 0 };
}

export interface Worst {
  digit: number;
  wrong: number;
  of: number;
  /** What it is most often read as instead. */
  answer: number;
}

/** The digit of which the greatest share is read wrong; null where nothing is. */
export function worstOf(matrix: readonly (readonly number[])[]): Worst | null {
  const rows = matrix.map((row, digit) => {
    const others = row.map((count, answer) => (answer === digit ? 0 : count));
    return { digit, wrong: sum(others), of: sum(row), answer: others.indexOf(Math.max(...others)) };
  });
  const [worst] = rows.filter(({ wrong }) => wrong > 0).sort((a, b) => b.wrong / b.of - a.wrong / a.of);
  return worst ?? null;
}
