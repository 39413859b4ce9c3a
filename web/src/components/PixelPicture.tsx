import { useEffect, useRef } from 'react';
import { SIZE } from '../ink';
import classes from './PixelPicture.module.css';

/** A 28x28 picture as the model saw it, ink bright on black, without smoothing. */
export function PixelPicture({ pixels }: { pixels: Uint8Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(SIZE, SIZE);
    pixels.forEach((level, index) => {
      image.data.set([level, level, level, 255], index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [pixels]);
  return <canvas ref={canvas} width={SIZE} height={SIZE} className={`pixels ${classes.picture}`} />;
}
