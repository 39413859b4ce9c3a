/** What the map is coloured by, and the columns that this takes. */
import type { Sample } from '../../../api/explore';
import type { Column } from '../atlas';
import { verdictsOf } from './colours';

/** By label, by right or wrong, or by the groups of a clustering. */
export type Colouring = 'label' | 'verdict' | `group_${number}`;

/** In the column of guesses: the label is not doubtful. */
const NOBODY = 255;

/** Names of the columns; the map is the first. */
export function columnsFor(map: string, colouring: Colouring): string[] {
  const always = [map, 'label', 'answer', 'guess', 'confidence', 'test'];
  return colouring.startsWith('group_') ? [...always, colouring] : always;
}

/** The class of each image, from the columns above. */
export function classesOf(colouring: Colouring, values: readonly Column[]): Uint8Array {
  const [, labels, answers, guesses, , , groups] = values as Uint8Array[];
  if (!labels || !answers || !guesses) return new Uint8Array();
  if (colouring === 'label') return labels;
  return colouring === 'verdict' ? verdictsOf(labels, answers, guesses, NOBODY) : (groups ?? labels);
}

/** One image, from the columns above. */
export function sampleOf(values: readonly Column[], index: number): Sample {
  const [label = 0, answer = 0, guess = NOBODY, confidence = 0, test = 0] = values
    .slice(1)
    .map((column) => column[index]);
  const part = test ? 'test' : 'train';
  return { index, label, answer, guess: guess === NOBODY ? null : guess, confidence, part };
}
