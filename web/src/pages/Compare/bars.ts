/** Bars of the values of a code. */
import type { Code } from '../../inference/protocol';

export interface Bar {
  top: number;
  height: number;
  negative: boolean;
}

/**
 * Bars from the middle of a chart, values above 0 up.
 *
 * @param least the value that fills its half, if none is larger: next to nothing shall not look like much.
 */
export function barsOf(values: Code, height: number, least: number): Bar[] {
  const most = Math.max(least, ...values.map(Math.abs));
  return values.map((value) => {
    const length = (Math.abs(value) / most) * (height / 2);
    return { top: value < 0 ? height / 2 : height / 2 - length, height: length, negative: value < 0 };
  });
}
