/** What Monitor asks the server: how it is doing, and whether what it reads has changed. */
import { json } from './client';

export const SURFACES = ['photo', 'strokes', 'pixels'] as const;
export const DOORS = ['photo', 'score', 'strokes', 'canvas', 'pixels'] as const;
export const STAGES = ['receive', 'decode', 'segment', 'classify', 'keep'] as const;
export const FEATURES = [
  'ink',
  'stroke_width',
  'slant',
  'height',
  'width',
  'confidence',
  'evidence',
] as const;

/** One number of the digits, as it was in the reference and as it is. */
export interface Feature {
  name: (typeof FEATURES)[number];
  /** Between the bins; the first bin is open below, the last above. */
  edges: number[];
  reference: number[];
  recent: number[];
  /** Population stability index; null for too few digits, as is its limit. */
  distance: number | null;
  limit: number | null;
  shifted: boolean;
}

/** Digits that came in one way. */
export interface Surface {
  name: (typeof SURFACES)[number];
  digits: number;
  /** Whether the reference is what the server's keeper accepted, not the training's. */
  accepted: boolean;
  shifted: boolean;
  features: Feature[];
}

export const OUTCOMES = ['read', 'unreadable', 'empty', 'refused'] as const;

/** Readings since the server started, by where they came in and what came of them. */
export type Door = { name: (typeof DOORS)[number] } & Record<(typeof OUTCOMES)[number], number>;

/** How long a stage takes, in milliseconds. */
export interface Stage {
  name: (typeof STAGES)[number];
  times: number;
  median: number;
  /** 95 of 100 take no longer. */
  most: number;
}

export interface Monitored {
  model: string;
  /** Whether drawings can be kept now. */
  database: boolean;
  requests: number;
  /** Requests that the server could not answer. */
  failed: number;
  doors: Door[];
  stages: Stage[];
  /** Digits by confidence: above the bin before and at most this. */
  confidence: { most: number; digits: number }[];
  /** Recent digits from which drift is judged, and the most that count as recent. */
  least: number;
  window: number;
  /** Empty for a model without a reference. */
  surfaces: Surface[];
}

export const fetchMonitor = (): Promise<Monitored> => json('/monitor');
