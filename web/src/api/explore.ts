/** What Explore asks the server: studies of sources of digits, and what is in them. */
import { call, json } from './client';
import type { Schemas } from './types';

/** How far a study is. */
export type StudyState = Schemas['State'];
export type Source = StudyState['source'];

/** In the order in which they are shown. */
export const SOURCES = ['mnist', 'digits', 'db', 'drawings'] as const satisfies Source[];

/** What is studied: a source, and the version of the model that is asked about it; empty is the one in use. */
export interface Subject {
  source: Source;
  model: string;
}

/** Values that a study keeps as bytes: their name, their type as NumPy writes it, and their shape. */
export interface Listed {
  name: string;
  type: string;
  shape: number[];
}

export type Part = Sample['part'];
export type Measure = 'ink' | 'slant' | 'stroke_width';

export interface Measured {
  mean: number;
  deviation: number;
  /** Mean of each digit; null where there is no image of it. */
  digits: (number | null)[];
  /** Counts of each digit in bars between edges. */
  histogram: { edges: number[]; counts: number[][] };
}

/** Two images that are nearly the same. */
export interface Pair {
  places: [number, number];
  labels: [number, number];
  distance: number;
}

/** How far groups agree with the labels; 1 is wholly. */
export interface Agreement {
  purity: number;
  accuracy: number;
  ari: number;
  nmi: number;
}

export interface Clustering extends Agreement {
  name: string;
  /** Whether labels were used to make the vectors. */
  supervised: boolean;
  /** A row for each group, a column for each digit. */
  table: number[][];
}

export interface Distances {
  matrix: (number | null)[][];
  closest: { digits: [number, number]; distance: number }[];
  ranks: { digits: [number, number]; rank: number | null }[];
  pairs: number;
}

export interface Statistics {
  data: string;
  licence: string;
  fingerprints: Record<string, string>;
  images: number;
  balance: {
    counts: Record<Part, number[]>;
    shares: Partial<Record<Part, number[]>>;
    band: [number, number];
    flagged: { part: Part; digit: number; share: number }[];
  };
  findings: { kind: string; part: Part | 'both'; count: number; text: string; serious: boolean }[];
  measures: Record<Measure, Measured>;
  variation: { digits: number[]; most: number; least: number };
  alike: {
    median_gap: number;
    limit: number;
    test_like_training: number;
    pairs: Pair[];
    train_and_test: Pair[];
  };
  doubts: { images: number; share: number; agree: number };
  components: { share: number[]; needed: Record<string, number> };
  clusterings: Clustering[];
  /** Name of the clustering that agrees best with the labels, of those for which none was used. */
  best: string;
  sweep: (Agreement & { k: number; silhouette: number })[];
  distances: Record<string, Distances>;
  model: { threshold: number } | null;
}

/** A study that is there. */
export interface Study {
  columns: Listed[];
  pictures: Listed[];
  statistics: Statistics;
}

/** `place` is left out: where the map makes one of the columns, it is not known. */
export type Sample = Omit<Schemas['Sample'], 'place'>;
export type Samples = Schemas['Samples'];
export type SampleDetail = Schemas['Detail'];

export const ORDERS = [
  'place',
  'typical',
  'weird',
  'light',
  'dark',
  'thin',
  'thick',
  'left',
  'right',
  'sure',
  'unsure',
] as const;
export type Order = (typeof ORDERS)[number] | 'suspect';

/** Which images, and in which order; what is left out does not matter. */
export interface SampleQuery {
  digit?: number | undefined;
  answer?: number | undefined;
  part?: Part | undefined;
  wrong?: boolean;
  doubtful?: boolean;
  clustering?: number;
  group?: number;
  order?: Order;
}

/** An address below /explore with its question; what is undefined is left out. */
export function exploreAddress(path: string, subject: Subject, asked: object = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...subject, ...asked }))
    if (value !== undefined && value !== '') query.set(name, String(value));
  return `/explore${path}?${query}`;
}

export const fetchStudyState = (subject: Subject): Promise<StudyState> =>
  json(exploreAddress('/status', subject));

/** Begins a study, or says how far it is where one is being made. */
export const startStudy = (subject: Subject): Promise<StudyState> =>
  json(exploreAddress('/start', subject), { method: 'POST' });

export const fetchStudy = (subject: Subject): Promise<Study> => json(exploreAddress('/statistics', subject));

export const fetchSamples = (
  subject: Subject,
  query: SampleQuery,
  offset: number,
  limit: number,
): Promise<Samples> => json(exploreAddress('/samples', subject, { ...query, offset, limit }));

export const fetchSample = (subject: Subject, index: number): Promise<SampleDetail> =>
  json(exploreAddress(`/images/${index}`, subject));

const bytes = async (address: string): Promise<ArrayBuffer> => (await call(address)).arrayBuffer();

export const fetchColumn = (subject: Subject, name: string): Promise<ArrayBuffer> =>
  bytes(exploreAddress(`/columns/${encodeURIComponent(name)}`, subject));

export const fetchPictures = (subject: Subject, name: string): Promise<ArrayBuffer> =>
  bytes(exploreAddress(`/pictures/${encodeURIComponent(name)}`, subject));

/** 784 bytes for each image that is asked for, in that order. */
export const fetchImages = (subject: Subject, indices: readonly number[]): Promise<ArrayBuffer> =>
  bytes(exploreAddress('/images', subject, { indices: indices.join(',') }));
