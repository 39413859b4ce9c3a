/** What Compare and Dream ask the server: the spaces that digits live in, and what is near a drawing. */
import type { Stroke } from '../ink';
import { call, json, send } from './client';
import type { Schemas } from './types';

export type SpaceName = 'siamese' | 'vae' | 'map';

/** Spaces with a way back, from codes to pictures. */
export type Decoder = Exclude<SpaceName, 'siamese'>;

/** Also the guard, which no page shows. */
export type AnySpace = SpaceName | 'guard';

export type SpacePart = 'encoder' | 'decoder';

/** Tells how probable it is that two codes are of the same digit: a logistic regression on how far apart they are. */
export interface Judge {
  /** Of the absolute differences of the codes' values. */
  weights: readonly number[];
  bias: number;
}

/** From which score on a picture is a digit, by the share of true digits that are given up. */
export interface Thresholds {
  thresholds: Record<string, number>;
}

/** How what is said of a picture is weighed, with the model and the autoencoder that it was measured with. */
export interface Joined extends Thresholds {
  model: string;
  autoencoder: string;
  /** By who says it: guard, energy, error, rate. */
  weights: Record<string, number>;
  bias: number;
}

/** What is told of a space; the Siamese network has a judge, an autoencoder the length of its codes. */
export interface SpaceCard {
  judge?: Judge;
  latent?: number;
  /** Of the guard by itself, and of all together. */
  alone?: Thresholds;
  joined?: Joined;
  /** Where the training digits lie, on average: a code for each digit. */
  means?: number[][];
  test?: {
    /** What a test digit costs on average, in nats, by its mean code and against its grey levels. */
    cost?: number;
    /** Share of pairs of test digits told rightly, and how many pairs these were. */
    accuracy?: number;
    pairs?: number;
  };
}

export interface Space {
  version: string;
  card: SpaceCard;
}

export type Neighbour = Schemas['Neighbour'];
export type Neighbours = Schemas['Neighbours'];
export type Preparation = Schemas['Preparation'];

export const fetchSpace = (name: AnySpace): Promise<Space> => json(`/spaces/${name}`);

/** The bytes of a graph (ONNX). */
export async function fetchGraph(space: AnySpace, part: SpacePart): Promise<ArrayBuffer> {
  return (await call(`/spaces/${space}/${part}.onnx`)).arrayBuffer();
}

/** Lets the server make its index, unless it has one. */
export const prepareIndex = (): Promise<Preparation> => send('POST', '/similar/index', {});

/** The training digits most like a drawing, the nearest first. */
export const fetchLike = (strokes: readonly Stroke[], top: number): Promise<Neighbours> =>
  send('POST', '/similar', { drawing: { strokes }, top });
