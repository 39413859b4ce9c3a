/** The small digits all over the map. */
import { SIZE } from '../../../ink';
import { COLOURS, GROUNDS, type Scheme } from '../../Explore/map/colours';
import { paintImage, pixelOf } from '../../Explore/map/paint';

/** Digits a side. */
export const SIDE = 16;

export interface Mosaic {
  /** Grey levels of SIDE * SIDE digits, row by row, ink 255 on 0. */
  pictures: readonly Uint8Array[];
  /** What each is read as; null for one that is not read yet, or is unreadable. */
  digits: readonly (number | null)[];
}

/** Of what is not read. */
const PLAIN = { light: '#8a857b', dark: '#7d818c' } as const satisfies Record<Scheme, string>;

/** Draws each digit at its place, in the colour of what it is read as. */
export function paintMosaic(canvas: HTMLCanvasElement, { pictures, digits }: Mosaic, scheme: Scheme): void {
  const side = SIDE * SIZE;
  canvas.width = side;
  canvas.height = side;
  const image = new ImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  const ground = GROUNDS[scheme];
  pixels.fill(pixelOf(ground, ground));
  pictures.forEach((picture, index) => {
    const digit = digits[index] ?? null;
    const colour = digit === null ? PLAIN[scheme] : (COLOURS[digit] ?? PLAIN[scheme]);
    const place = [((index % SIDE) + 0.5) * SIZE, (Math.floor(index / SIDE) + 0.5) * SIZE] as const;
    paintImage(pixels, { width: side, height: side }, place, picture, pixelOf(colour, ground), 1);
  });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
