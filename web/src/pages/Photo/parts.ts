/** What stands beside the digits: the gaps that part numbers, and marks. */
import type { Mark } from '../../api/types';

/** Lines of numbers, parted as on the photo; nothing where no line has more than one. */
export function numbersOf(words: readonly (readonly string[])[]): string[] {
  return words.some((line) => line.length > 1) ? words.map((line) => line.join(' · ')) : [];
}

/** How many marks there are of each kind, in the order in which they come first. */
export function countMarks(marks: readonly Pick<Mark, 'kind'>[]): [Mark['kind'], number][] {
  const counts = new Map<Mark['kind'], number>();
  for (const { kind } of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts];
}
