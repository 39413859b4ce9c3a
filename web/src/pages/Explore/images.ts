/** The images of a source that were seen, fetched some at a time. */

/** Images of one request: their numbers must fit into an address. */
export const BATCH = 300;

export class ImageStore {
  readonly #known = new Map<number, Uint8Array>();
  readonly #coming = new Map<number, Promise<void>>();

  constructor(private readonly ask: (indices: readonly number[]) => Promise<Uint8Array[]>) {}

  /** 784 levels of ink, 0 to 255; undefined before it has come. */
  get(index: number): Uint8Array | undefined {
    return this.#known.get(index);
  }

  /** Settles when all of these are there; asks for each only once. */
  async want(indices: Iterable<number>): Promise<void> {
    const wanted = [...new Set(indices)].filter((index) => !this.#known.has(index));
    const missing = wanted.filter((index) => !this.#coming.has(index));
    for (let start = 0; start < missing.length; start += BATCH)
      this.#fetch(missing.slice(start, start + BATCH));
    await Promise.all(wanted.map((index) => this.#coming.get(index)));
  }

  #fetch(indices: readonly number[]): void {
    const coming = this.ask(indices)
      .then((images) => {
        indices.forEach((index, place) => {
          const image = images[place];
          if (image) this.#known.set(index, image);
        });
      })
      .finally(() => {
        for (const index of indices) this.#coming.delete(index);
      });
    // Who wants them hears of a failure; where nobody waits it is no news.
    coming.catch(() => {});
    for (const index of indices) this.#coming.set(index, coming);
  }
}
