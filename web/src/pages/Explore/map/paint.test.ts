import { expect, it } from 'vitest';
import { paint, paintImage, pixelOf, radiusOf } from './paint';
import { SIDE, WHOLE } from './view';

const SCREEN = { width: 60, height: 40 };
const GROUND = pixelOf('#ffffff', '#ffffff');
const COLOURS = Uint32Array.from([pixelOf('#ff0000', '#ffffff'), pixelOf('#0000ff', '#ffffff')]);
const MIDDLE = 20 * SCREEN.width + 30;

function painted(places: number[], classes: number[], above: number[] = [], radius = 0) {
  const pixels = new Uint32Array(SCREEN.width * SCREEN.height);
  const points = { places: Uint16Array.from(places), classes: Uint8Array.from(classes) };
  const seen = paint(pixels, SCREEN, WHOLE, points, { colours: COLOURS, radius, above }, GROUND);
  return { pixels, seen };
}

it('writes colours as a canvas keeps them, pale ones mixed with the ground', () => {
  expect(pixelOf('#102030', '#ffffff').toString(16)).toBe('ff302010');
  expect(pixelOf('#000000', '#ffffff', 0.2).toString(16)).toBe('ffcccccc');
});

it('draws each point at its place in the colour of its class, and tells how many are seen', () => {
  const { pixels, seen } = painted([SIDE / 2, SIDE / 2, 0, 0], [1, 0]);
  expect(pixels[MIDDLE]).toBe(COLOURS[1]);
  expect(pixels.filter((pixel) => pixel !== GROUND).length).toBe(2);
  expect(seen).toBe(2);
});

it('draws those above over the others, whatever their order', () => {
  const both = [SIDE / 2, SIDE / 2, SIDE / 2, SIDE / 2];
  expect(painted(both, [0, 1]).pixels[MIDDLE]).toBe(COLOURS[1]);
  expect(painted(both, [0, 1], [0]).pixels[MIDDLE]).toBe(COLOURS[0]);
});

it('draws round dots that never leave the canvas', () => {
  const { pixels } = painted([SIDE / 2, SIDE / 2], [0], [], 4);
  const drawn = (dx: number, dy: number) => pixels[MIDDLE + dy * SCREEN.width + dx] !== GROUND;
  for (const [dx, dy] of [[4, 0], [0, 4], [-4, 0], [0, -4]] as const) expect(drawn(dx, dy)).toBe(true); // biome-ignore format: one table
  expect([drawn(5, 0), drawn(0, 5), drawn(4, 4)]).toEqual([false, false, false]);
  const corner = painted([0, 0], [0], [], 4);
  expect(corner.seen).toBe(0);
});

it('makes dots larger the nearer one looks and the fewer there are, up to a limit', () => {
  const radii = [1, 4, 64, 200].map((zoom) => radiusOf({ ...WHOLE, zoom }, 70_000, 1));
  expect(radii).toEqual([1, 2.5, 5, 5]);
  expect(radiusOf(WHOLE, 1797, 1)).toBe(2.5);
  expect(radiusOf(WHOLE, 70_000, 2)).toBe(2);
});

it('draws an image in a colour, darker where there is less ink, cut off at the edge', () => {
  const image = new Uint8Array(784).fill(255, 0, 392).fill(51, 392);
  const pixels = new Uint32Array(SCREEN.width * SCREEN.height).fill(GROUND);
  paintImage(pixels, SCREEN, [30, 20], image, COLOURS[0] ?? 0, 1);
  expect(pixels[MIDDLE - SCREEN.width]).toBe(COLOURS[0]);
  expect(pixels[MIDDLE]?.toString(16)).toBe('ffccccff');
  expect(pixels.filter((pixel) => pixel !== GROUND).length).toBe(784);
  paintImage(pixels, SCREEN, [0, 0], image, COLOURS[1] ?? 0, 2);
  expect(pixels[0]).toBe(pixelOf('#ccccff', '#ffffff'));
});
