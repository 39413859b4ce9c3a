/** What Monitor asks the server: how it is doing, and whether what it reads has changed. */
import { json } from './client';
import type { Schemas } from './types';

export type Feature = Schemas['Feature'];
export type Surface = Schemas['Surface'];
export type Door = Schemas['Door'];
export type Stage = Schemas['StageTime'];
export type Monitored = Schemas['Monitor'];

/** In the order in which they are shown. */
export const SURFACES = ['photo', 'strokes', 'pixels'] as const satisfies Surface['name'][];
export const DOORS = ['photo', 'score', 'strokes', 'canvas', 'pixels'] as const satisfies Door['name'][];
export const STAGES = ['receive', 'decode', 'segment', 'classify', 'keep'] as const satisfies Stage['name'][];
export const FEATURES = [
  'ink',
  'stroke_width',
  'slant',
  'height',
  'width',
  'confidence',
  'evidence',
  'embedding',
] as const satisfies Feature['name'][];
export const OUTCOMES = ['read', 'unreadable', 'empty', 'refused'] as const satisfies Exclude<
  keyof Door,
  'name'
>[];

export const fetchMonitor = (): Promise<Monitored> => json('/monitor');
