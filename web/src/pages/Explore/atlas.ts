/** A study as the page looks at it: what was fetched of it stays here. */
import {
  fetchColumn,
  fetchImages,
  fetchPictures,
  type Listed,
  type Statistics,
  type Study,
  type Subject,
} from '../../api/explore';
import { SIZE } from '../../ink';
import { ImageStore } from './images';

export type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array;

const TYPES = {
  '|u1': Uint8Array,
  '<u2': Uint16Array,
  '<u4': Uint32Array,
  '<f4': Float32Array,
} as const;

/** Bytes as the values that they are; all machines that browsers run on are little-endian, as the bytes are. */
export function valuesOf(bytes: ArrayBuffer, { name, type }: Listed): Column {
  const Values = Object.hasOwn(TYPES, type) && TYPES[type as keyof typeof TYPES];
  if (!Values) throw new Error(`column ${name} is of the type ${type}, which this page does not know`);
  return new Values(bytes);
}

const PIXELS = SIZE * SIZE;

/** Cuts bytes into pictures of 28x28. */
export function picturesOf(bytes: ArrayBuffer): Uint8Array[] {
  return Array.from(
    { length: bytes.byteLength / PIXELS },
    (_, place) => new Uint8Array(bytes, place * PIXELS, PIXELS),
  );
}

export class Atlas {
  readonly statistics: Statistics;
  readonly images: ImageStore;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(
    readonly subject: Subject,
    private readonly study: Study,
  ) {
    this.statistics = study.statistics;
    this.images = new ImageStore(async (indices) => picturesOf(await fetchImages(subject, indices)));
  }

  /** Names of the columns that begin with a word, such as the maps. */
  names(prefix: string): string[] {
    return this.study.columns.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  }

  /** One value for each image. */
  column(name: string): Promise<Column> {
    return this.#once(`column ${name}`, async () => {
      const listed = this.study.columns.find((column) => column.name === name);
      if (!listed) throw new Error(`there is no column ${name}`);
      return valuesOf(await fetchColumn(this.subject, name), listed);
    });
  }

  /** Pictures that are no images of the source: means, variances, components, centroids. */
  pictures(name: string): Promise<Uint8Array[]> {
    return this.#once(`pictures ${name}`, async () => picturesOf(await fetchPictures(this.subject, name)));
  }

  /** What was asked for before is not asked for again, unless that failed. */
  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#asked.get(key);
    if (known) return known as Promise<T>;
    const asked = ask();
    this.#asked.set(key, asked);
    asked.catch(() => this.#asked.delete(key));
    return asked;
  }
}
