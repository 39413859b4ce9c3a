/** What Explore asks the server: studies of sources of digits, and what is in them. */
import { call, json } from './client';

export const SOURCES = ['mnist', 'digits', 'db', 'drawings'] as const;
export type Source = (typeof SOURCES)[number];

/** What is studied: a source, and the version of the model that is asked about it; empty is the one in use. */
export interface Subject {
  source: Source;
  model: string;
}

/** How far a study is. */
export interface StudyState extends Subject {
  state: 'not_run' | 'running' | 'ready' | 'failed';
  step: string;
  /** Of the work that is done, 0 to 1. */
  share: number;
  /** Why it failed; empty where it did not. */
  error: string;
  /** When it was ready, seconds since 1970; 0 if it never was. */
  made: number;
  /** For which it has been at work. */
  seconds: number;
  /** Whether there are data to show, of an earlier study perhaps. */
  available: boolean;
}

/** Values that a study keeps as bytes: their name, their type as NumPy writes it, and their shape. */
export interface Listed {
  name: string;
  type: string;
  shape: number[];
}

export type Part = 'train' | 'test';
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

/** One image; `index` is its row in the columns. */
export interface Sample {
  index: number;
  label: number;
  part: Part;
  /** What it rather is, where the label is doubtful. */
  guess: number | null;
  answer: number;
  confidence: number;
}

export interface Samples {
  total: number;
  items: Sample[];
}

/** One image with what may explain the model's answer. */
export interface SampleDetail extends Sample {
  probabilities: number[];
  /** The training images most alike to the model. */
  alike: Sample[];
  /** 28 rows of 28: how much each pixel speaks for the answer, -1 to 1. */
  saliency: number[][];
}

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
