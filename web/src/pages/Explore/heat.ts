/** Colours for values with a sign. */

const WARM = [255, 140, 40] as const;
const COLD = [70, 150, 255] as const;
/** How bright the image beneath is. */
const BENEATH = 0.45;

/** RGBA of values from -1 to 1: above 0 orange, below blue, over a dimmed image or on black. */
export function heatPixels(
  values: readonly number[],
  beneath?: ArrayLike<number> | undefined,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, place) => {
    const colour = value >= 0 ? WARM : COLD;
    const strength = Math.min(1, Math.abs(value));
    const ground = (beneath?.[place] ?? 0) * BENEATH;
    rgba.set([...colour.map((part) => ground * (1 - strength) + part * strength), 255], place * 4);
  });
  return rgba;
}

/** Values in proportion, the farthest from 0 being 1 or -1. */
export function inProportion(values: readonly number[]): number[] {
  const most = Math.max(1e-6, ...values.map(Math.abs));
  return values.map((value) => value / most);
}
