/** What the REST API takes and gives; the one place of these types. Lengths are pixels, confidences 0 to 1. */
import type { Stroke } from '../ink';

export interface Alternative {
  value: number;
  confidence: number;
}

/** How one digit was judged, by the server or by the model in the browser. */
export interface Judged {
  /** null when the confidence is below the model's threshold: unreadable. */
  value: number | null;
  confidence: number;
  /** The three most likely digits, most likely first. */
  alternatives: Alternative[];
  /** Of the digits 0 to 9. */
  probabilities: number[];
}

export interface Digit extends Judged {
  box: [x: number, y: number, width: number, height: number];
  line: number;
  /** The 28x28 picture the model saw, as a data URL; empty unless it was asked for. */
  crop: string;
}

export interface Stage {
  name: string;
  title: string;
  width: number;
  height: number;
  /** As a data URL. */
  image: string;
}

export interface Reading {
  text: string;
  lines: string[];
  digits: Digit[];
  width: number;
  height: number;
  milliseconds: number;
  model: string;
  /** Empty unless they were asked for. */
  stages: Stage[];
}

/** A photo's reading whose digits are kept; null if the server keeps nothing now, or so many. */
export interface KeptReading extends Reading {
  id: string | null;
}

export interface Drawing {
  strokes: Stroke[];
  width: number;
  height: number;
  page: 'draw';
  /** Version of the model to read with; without one the server takes the one in use. */
  model?: string;
}

export interface Classified {
  text: string;
  value: number | null;
  digits: Digit[];
  milliseconds: number;
  model: string;
  kept: boolean;
  id: string | null;
}

export interface Health {
  status: 'ok' | 'degraded';
  version: string;
  model: string;
  /** Whether drawings sent for classification are kept. */
  keeping: boolean;
}

/** A drawing that the server has kept. */
export interface KeptDrawing {
  id: string;
  /** ISO 8601, UTC. */
  created: string;
  /** What was read, a line of text for each line; ? is an unreadable digit. */
  text: string;
  digits: Digit[];
  model: string;
  /** Which page or program sent it; empty where it did not say. */
  page: string;
  width: number;
  height: number;
  strokes: Stroke[] | null;
  /** As a data URL; null for strokes. */
  image: string | null;
  /** Of the digit that the model was least sure of. */
  confidence: number;
  /** What it is, as a person said. */
  correction: string | null;
}

/** Some kept drawings, newest first. */
export interface KeptDrawings {
  items: KeptDrawing[];
  /** Where the next ones start; null at the end. */
  next: string | null;
  /** How many match in all; null on all pages but the first. */
  total: number | null;
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

/** One line of the leaderboard. */
export interface ModelRow {
  version: string;
  /** Kind of the model, such as "cnn". */
  name: string;
  /** Whether the server reads with it when it is not told otherwise. */
  champion: boolean;
  /** Whether it came with the package. */
  shipped: boolean;
  accuracy: number | null;
  errors: number | null;
  images: number | null;
  validation_accuracy: number | null;
  calibration_error: number | null;
  parameters: number | null;
  bytes: number;
  /** Median for one image, on the machine that trained it. */
  milliseconds: number | null;
  /** Of training. */
  minutes: number | null;
  /** Name of the data it learned from. */
  data: string | null;
}

export interface ModelList {
  /** Version of the model in use. */
  champion: string;
  models: ModelRow[];
}

export interface ModelDetail extends ModelRow {
  card: ModelCard;
}

export type Value = number | boolean | string;

interface Knob {
  name: string;
  stage: string;
  help: string;
}

export interface NumberParameter extends Knob {
  type: 'int' | 'float';
  default: number;
  minimum: number;
  maximum: number;
  step: number;
}

export interface SwitchParameter extends Knob {
  type: 'bool';
  default: boolean;
}

export interface ChoiceParameter extends Knob {
  type: 'choice';
  default: string;
  choices: string[];
}

export type Parameter = NumberParameter | SwitchParameter | ChoiceParameter;

export interface Recipe {
  help: string;
  values: Record<string, Value>;
}

export interface ParameterTable {
  parameters: Parameter[];
  recipes: Record<string, Recipe>;
}
