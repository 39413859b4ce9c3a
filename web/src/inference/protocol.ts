/** What the page and the worker say to each other. */
import type { Judged } from '../api/types';
import type { Stroke } from '../ink';

export interface ReadRequest {
  id: number;
  strokes: readonly Stroke[];
  /** The canvas's longer side, in the unit of the strokes. */
  canvas: number;
}

/** One digit of a drawing with the picture the model saw: 28 * 28 grey levels, ink 255 on 0. */
export interface LocalDigit extends Judged {
  line: number;
  picture: Uint8Array<ArrayBuffer>;
}

export type ReadResponse = { id: number } & ({ digits: LocalDigit[] } | { failure: string });
