/** What the page and the worker say to each other. */
import type { Judged } from '../api/types';
import type { Stroke } from '../ink';

/** Version of the model to use; null is the one that the server has in use. */
export type ModelChoice = string | null;

export type Task =
  | {
      kind: 'read';
      strokes: readonly Stroke[];
      /** The canvas's longer side, in the unit of the strokes. */
      canvas: number;
    }
  | { kind: 'time' };

export type Request = { id: number; model: ModelChoice; task: Task };

/** One digit of a drawing with the picture the model saw: 28 * 28 grey levels, ink 255 on 0. */
export interface LocalDigit extends Judged {
  line: number;
  picture: Uint8Array<ArrayBuffer>;
}

export interface LocalReading {
  digits: LocalDigit[];
  /** Version of the model that read: not the one asked for where the server no longer has that. */
  model: string;
}

/** What each kind of task is answered with; times are milliseconds of one picture each. */
export interface Results {
  read: LocalReading;
  time: number[];
}

export type Response = { id: number } & ({ result: Results[Task['kind']] } | { failure: string });
