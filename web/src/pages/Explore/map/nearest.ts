/** Which points are near a place of the map. */
import KDBush from 'kdbush';
import { SIDE } from './view';

export class Neighbourhood {
  readonly #index: KDBush;

  /** `places`: x and y of each point in turn, 0 to 65535. */
  constructor(private readonly places: Uint16Array) {
    const count = places.length / 2;
    this.#index = new KDBush(count, 64, Uint16Array);
    for (let index = 0; index < count; index++) this.#index.add(...this.#place(index));
    this.#index.finish();
  }

  /** The points nearest to a place, the nearest first, at most `most` of them and none outside of `reach`. */
  around(x: number, y: number, reach: number, most: number): number[] {
    const farthest = Math.min(reach, 2 * SIDE);
    let near = Math.min(farthest, SIDE / 256);
    // Wider and wider: most of the map need not be looked at.
    while (near < farthest && this.#index.within(x, y, near).length < most)
      near = Math.min(2 * near, farthest);
    return this.#sorted(x, y, near).slice(0, most);
  }

  /** The points of a rectangle. */
  within(left: number, top: number, right: number, bottom: number): number[] {
    return this.#index.range(left, top, right, bottom);
  }

  #place(index: number): [x: number, y: number] {
    return [this.places[2 * index] ?? 0, this.places[2 * index + 1] ?? 0];
  }

  #sorted(x: number, y: number, reach: number): number[] {
    const gap = (index: number) => {
      const [pointX, pointY] = this.#place(index);
      return (pointX - x) ** 2 + (pointY - y) ** 2;
    };
    const found = this.#index.within(x, y, reach).map((index) => ({ index, gap: gap(index) }));
    return found.sort((a, b) => a.gap - b.gap || a.index - b.index).map(({ index }) => index);
  }
}
