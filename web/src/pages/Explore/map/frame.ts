/** One frame of the map: dots, or the digits themselves where few are seen. */
import type { ImageStore } from '../images';
import type { Neighbourhood } from './nearest';
import { type Paint, type Points, paint, paintImage, radiusOf } from './paint';
import { type Screen, scaleOf, toMap, toScreen, type View } from './view';

export interface Look {
  points: Points;
  how: Omit<Paint, 'radius'>;
  /** Colour of the paper, as the canvas keeps it. */
  ground: number;
}

/** Points on the screen that are few enough to be drawn as the images that they are. */
const FEW = 400;
/** Zoom from which digits do not cover one another much. */
const NEAR = 8;
/** Pixels of a screen in one of the page; more are not seen. */
const MOST_DENSITY = 2;

/** The pixels of each canvas, kept from frame to frame. */
const buffers = new WeakMap<HTMLCanvasElement, ImageData>();

function bufferOf(canvas: HTMLCanvasElement, { width, height }: Screen): ImageData {
  const known = buffers.get(canvas);
  if (known?.width === width && known.height === height) return known;
  canvas.width = width;
  canvas.height = height;
  const made = new ImageData(width, height);
  buffers.set(canvas, made);
  return made;
}

/** Draws what is seen; gives the images that it wants for that and that have not come yet. */
export function draw(
  canvas: HTMLCanvasElement,
  view: View,
  { points, how, ground }: Look,
  neighbourhood: Neighbourhood,
  images: ImageStore,
): number[] {
  const density = Math.min(devicePixelRatio, MOST_DENSITY);
  const screen = {
    width: Math.max(1, Math.round(canvas.clientWidth * density)),
    height: Math.max(1, Math.round(canvas.clientHeight * density)),
  };
  const image = bufferOf(canvas, screen);
  const pixels = new Uint32Array(image.data.buffer);
  const radius = radiusOf(view, points.classes.length, density);
  const seen = paint(pixels, screen, view, points, { ...how, radius }, ground);
  const missing: number[] = [];
  if (view.zoom >= NEAR && seen <= FEW) {
    const shown = seenFrom(view, screen, neighbourhood);
    const known = shown.filter((index) => images.get(index));
    missing.push(...shown.filter((index) => !images.get(index)));
    if (missing.length === 0) {
      pixels.fill(ground);
      for (const index of known) paintOne(pixels, screen, view, points, how.colours, images, index, density);
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return missing;
}

function seenFrom(view: View, screen: Screen, neighbourhood: Neighbourhood): number[] {
  // A little more than what is seen, for the digits that are cut by the edge.
  const edge = 28 / scaleOf(view, screen);
  const [left, top] = toMap(view, screen, 0, 0);
  const [right, bottom] = toMap(view, screen, screen.width, screen.height);
  return neighbourhood.within(left - edge, top - edge, right + edge, bottom + edge);
}

function paintOne(
  pixels: Uint32Array,
  screen: Screen,
  view: View,
  { places, classes }: Points,
  colours: Uint32Array,
  images: ImageStore,
  index: number,
  density: number,
) {
  const place = toScreen(view, screen, places[2 * index] ?? 0, places[2 * index + 1] ?? 0);
  const image = images.get(index);
  if (image)
    paintImage(
      pixels,
      screen,
      place,
      image,
      colours[classes[index] ?? 0] ?? 0,
      Math.max(1, Math.round(density)),
    );
}
