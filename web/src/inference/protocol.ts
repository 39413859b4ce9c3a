/** What the page and the worker say to each other. */
import type { Decoder, SpaceName } from '../api/spaces';
import type { Judged } from '../api/types';
import type { Stroke } from '../ink';

/** Version of the model to use; null is the one that the server has in use. */
export type ModelChoice = string | null;

export type Task =
  | {
      kind: 'read';
      model: ModelChoice;
      strokes: readonly Stroke[];
      /** The canvas's longer side, in the unit of the strokes. */
      canvas: number;
    }
  | { kind: 'time'; model: ModelChoice }
  | { kind: 'name'; model: ModelChoice; pictures: readonly Uint8Array[] }
  | {
      kind: 'look';
      space: SpaceName;
      /** One digit; without any only the encoder is made ready. */
      strokes: readonly Stroke[];
    }
  | { kind: 'draw'; space: Decoder; codes: readonly Code[] };

export type Request = { id: number; task: Task };

/** A place in a space of digits. */
export type Code = readonly number[];

/** What an encoder makes of one digit. */
export interface Looked {
  /** What it saw: 28 * 28 grey levels, ink 255 on 0. */
  picture: Uint8Array<ArrayBuffer>;
  code: Code;
  /** What the code costs, in nats; null where the encoder does not say. */
  rate: number | null;
}

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
  /** In the order of the pictures. */
  name: Judged[];
  /** null for no strokes. */
  look: Looked | null;
  /** Probabilities of ink at 28 * 28 pixels, in the order of the codes. */
  draw: Float32Array[];
}

export type Response = { id: number } & ({ result: Results[Task['kind']] } | { failure: string });
