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

export interface Drawing {
  strokes: Stroke[];
  width: number;
  height: number;
  page: 'draw';
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

export interface ModelCard {
  temperature: number;
  threshold: number;
  sha256: string;
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
