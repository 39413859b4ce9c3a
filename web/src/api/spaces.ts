/** What Compare and Dream ask the server: the spaces that digits live in, and what is near a drawing. */
import type { Stroke } from '../ink';
import { call, json, send } from './client';

export type SpaceName = 'siamese' | 'vae' | 'map';

/** Spaces with a way back, from codes to pictures. */
export type Decoder = Exclude<SpaceName, 'siamese'>;

export type SpacePart = 'encoder' | 'decoder';

/** Tells how probable it is that two codes are of the same digit: a logistic regression on how far apart they are. */
export interface Judge {
  /** Of the absolute differences of the codes' values. */
  weights: readonly number[];
  bias: number;
}

/** What is told of a space; the Siamese network has a judge, an autoencoder the length of its codes. */
export interface SpaceCard {
  judge?: Judge;
  latent?: number;
  /** Where the training digits lie, on average: a code for each digit. */
  means?: number[][];
  test?: {
    /** What a test digit costs, on average, in nats. */
    bound?: number;
    /** Share of pairs of test digits told rightly, and how many pairs these were. */
    accuracy?: number;
    pairs?: number;
  };
}

export interface Space {
  version: string;
  card: SpaceCard;
}

/** A training digit that is like a drawing. */
export interface Neighbour {
  place: number;
  label: number;
  distance: number;
  /** Probability that it is the same digit. */
  same: number;
  /** 28x28, a data URL. */
  image: string;
}

export interface Neighbours {
  samples: Neighbour[];
  source: string;
  model: string;
}

export const fetchSpace = (name: SpaceName): Promise<Space> => json(`/spaces/${name}`);

/** The bytes of a graph (ONNX). */
export async function fetchGraph(space: SpaceName, part: SpacePart): Promise<ArrayBuffer> {
  return (await call(`/spaces/${space}/${part}.onnx`)).arrayBuffer();
}

/** How far the server's index of the training digits is. */
export interface Preparation {
  state: 'ready' | 'indexing' | 'failed';
  /** In the server's words; empty if nothing went wrong. */
  error: string;
}

/** Lets the server make its index, unless it has one. */
export const prepareIndex = (): Promise<Preparation> => send('POST', '/similar/index', {});

/** The training digits most like a drawing, the nearest first. */
export const fetchLike = (strokes: readonly Stroke[], top: number): Promise<Neighbours> =>
  send('POST', '/similar', { drawing: { strokes }, top });
