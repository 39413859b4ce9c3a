/**
 * What the REST API takes and gives: names for `schema.ts`, which is made from the server's own description, and what
 * that leaves open. Lengths are pixels, confidences 0 to 1.
 */
import type { Stroke } from '../ink';
import type { components } from './schema';

export type Schemas = components['schemas'];

export type Alternative = Schemas['Alternative'];
export type Digit = Schemas['Digit'];
export type Mark = Schemas['Mark'];
export type Stage = Schemas['Stage'];
export type Reading = Schemas['Reading'];
export type Classified = Schemas['Classified'];
export type Health = Schemas['Health'];
export type ModelRow = Schemas['Model'];
export type ModelList = Schemas['Models'];
export type Recipe = Schemas['Recipe'];

/** How one digit was judged, by the server or by the model in the browser. */
export type Judged = Pick<Digit, 'value' | 'confidence' | 'alternatives' | 'probabilities'>;

/** A drawing to be read. */
export interface Drawing {
  strokes: Stroke[];
  width: number;
  height: number;
  page: 'draw';
  /** Version of the model to read with; without one the server takes the one in use. */
  model?: string;
}

/** A drawing that the server has kept. */
export interface KeptDrawing extends Omit<Schemas['Drawing'], 'strokes'> {
  strokes: Stroke[] | null;
}

export interface KeptDrawings extends Omit<Schemas['Drawings'], 'items'> {
  items: KeptDrawing[];
}

/** How well a model did on a set of digits; all of it may be missing from older cards. */
export interface Score {
  /** Share of the digits read right. */
  accuracy?: number | null;
  errors?: number | null;
  images?: number | null;
  /** Mean distance between how sure the model is and how often it is right, 0 to 1. */
  calibration_error?: number | null;
  /** How often each digit (row) was read as each (column). */
  confusion_matrix?: number[][] | null;
}

/** What a model is and what it was made of; only the first four are on every card. */
export interface ModelCard {
  name: string;
  sha256: string;
  /** What the logits are divided by before the softmax. */
  temperature: number;
  /** Confidence below which a digit is unreadable. */
  threshold: number;
  validation?: Score | null;
  test?: Score | null;
  recipe?: Record<string, unknown> | null;
  data?: Record<string, unknown> | null;
  software?: Record<string, unknown> | null;
  command?: string | null;
  commit?: string | null;
  licence?: string | null;
}

export interface ModelDetail extends ModelRow {
  card: ModelCard;
}

type Knob<Known> = Omit<Schemas['Parameter'], keyof Known> & Known;

export type NumberParameter = Knob<{
  type: 'int' | 'float';
  default: number;
  minimum: number;
  maximum: number;
  step: number;
}>;
export type SwitchParameter = Knob<{ type: 'bool'; default: boolean }>;
export type ChoiceParameter = Knob<{ type: 'choice'; default: string; choices: string[] }>;
export type Parameter = NumberParameter | SwitchParameter | ChoiceParameter;
export type Value = Schemas['Parameter']['default'];

export interface ParameterTable extends Omit<Schemas['Parameters'], 'parameters'> {
  parameters: Parameter[];
}
