/** Draws the points of a map into the pixels of a canvas: no objects, no calls for a point, so 70,000 take milliseconds. */
import { SIZE } from '../../../ink';
import { type Screen, scaleOf, type View } from './view';

export interface Points {
  /** x and y of each point in turn, 0 to 65535. */
  places: Uint16Array;
  /** Class of each point: a digit, a group, right or wrong. */
  classes: Uint8Array;
}

export interface Paint {
  /** Colour of each class, as the canvas keeps it (ABGR). */
  colours: Uint32Array;
  /** Radius of the dots in pixels of the canvas. */
  radius: number;
  /** Classes that are drawn over all others, in turn; the others come in their own order, mixed. */
  above: readonly number[];
}

/** "#4c8fe0" as the canvas keeps it; `opacity` mixes it with the ground, as the points are drawn without. */
export function pixelOf(colour: string, ground: string, opacity = 1): number {
  const part = (text: string, place: number) => Number.parseInt(text.slice(place, place + 2), 16);
  const mixed = (place: number) =>
    Math.round(part(colour, place) * opacity + part(ground, place) * (1 - opacity));
  return ((255 << 24) | (mixed(5) << 16) | (mixed(3) << 8) | mixed(1)) >>> 0;
}

/** How large dots are: larger the nearer one looks, and the fewer there are. */
export function radiusOf({ zoom }: View, count: number, density: number): number {
  const first = Math.min(Math.max(1, 250 / Math.sqrt(count)), 2.5);
  return Math.min(first + 0.75 * Math.log2(zoom), 5) * density;
}

/** Half the width of each row of a disc, from its top. */
function discOf(radius: number): Int32Array {
  const edge = radius + 0.35;
  const reach = Math.floor(edge);
  return Int32Array.from({ length: 2 * reach + 1 }, (_, row) =>
    Math.floor(Math.sqrt(edge ** 2 - (row - reach) ** 2)),
  );
}

/** Fills `pixels` (width x height) with the ground and the points that are seen; gives how many these are. */
export function paint(
  pixels: Uint32Array,
  screen: Screen,
  view: View,
  points: Points,
  how: Paint,
  ground: number,
): number {
  pixels.fill(ground);
  const above = new Uint8Array(256);
  how.above.forEach((one, place) => {
    above[one] = place + 1;
  });
  const disc = discOf(how.radius);
  let seen = 0;
  for (let layer = 0; layer <= how.above.length; layer++)
    seen += paintLayer(pixels, screen, view, points, how.colours, disc, above, layer);
  return seen;
}

function paintLayer(
  pixels: Uint32Array,
  screen: Screen,
  view: View,
  { places, classes }: Points,
  colours: Uint32Array,
  disc: Int32Array,
  above: Uint8Array,
  layer: number,
): number {
  const { width, height } = screen;
  const scale = scaleOf(view, screen);
  const [left, top] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  const reach = (disc.length - 1) / 2;
  let seen = 0;
  for (let index = 0; index < classes.length; index++) {
    const group = classes[index] as number;
    if (above[group] !== layer) continue;
    const x = Math.round((places[2 * index] as number) * scale + left);
    const y = Math.round((places[2 * index + 1] as number) * scale + top);
    // Dots that touch the edge are left out; they are on their way out of sight.
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
    seen++;
    const colour = colours[group] as number;
    for (let row = 0; row < disc.length; row++) {
      const half = disc[row] as number;
      const middle = (y + row - reach) * width + x;
      for (let place = middle - half; place <= middle + half; place++) pixels[place] = colour;
    }
  }
  return seen;
}

/** Draws an image of 28x28 in a colour, its middle at a place, each of its pixels `size` wide. */
export function paintImage(
  pixels: Uint32Array,
  { width, height }: Screen,
  [middleX, middleY]: readonly [number, number],
  image: Uint8Array,
  colour: number,
  size: number,
) {
  const side = SIZE * size;
  const [left, top] = [Math.round(middleX - side / 2), Math.round(middleY - side / 2)];
  for (let row = Math.max(0, -top); row < side && top + row < height; row++) {
    for (let column = Math.max(0, -left); column < side && left + column < width; column++) {
      const level = image[Math.floor(row / size) * SIZE + Math.floor(column / size)] as number;
      if (level === 0) continue;
      const place = (top + row) * width + left + column;
      pixels[place] = mixed(pixels[place] as number, colour, level);
    }
  }
}

/** So much of a colour over another, 0 to 255. */
function mixed(under: number, over: number, level: number): number {
  const part = (shift: number) => {
    const below = (under >> shift) & 255;
    return Math.round(below + ((((over >> shift) & 255) - below) * level) / 255) << shift;
  };
  return ((255 << 24) | part(16) | part(8) | part(0)) >>> 0;
}
