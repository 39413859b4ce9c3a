import { useEffect, useRef } from 'react';
import { SIZE } from '../../ink';
import { heatPixels } from './heat';
import classes from './Picture.module.css';

interface HeatProps {
  /** 784 values; above 0 orange, below blue, from -1 to 1. */
  values: readonly number[];
  /** The image beneath; black without one. */
  pixels?: Uint8Array | undefined;
  name: string;
}

/** Values with a sign, as colours, over an image perhaps. */
export function Heat({ values, pixels, name }: HeatProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(heatPixels(values, pixels), SIZE, SIZE), 0, 0);
  }, [values, pixels]);
  return (
    <span className={classes.place} role="img" aria-label={name}>
      <canvas ref={canvas} width={SIZE} height={SIZE} className={`pixels ${classes.heat}`} />
    </span>
  );
}
