import { PixelPicture } from '../../components/PixelPicture';
import classes from './Picture.module.css';

interface PictureProps {
  /** undefined before they have come. */
  pixels: Uint8Array | undefined;
  /** What it shows; empty where that stands beside it. */
  name?: string;
}

/** A picture of 28x28, or its place before it has come. */
export function Picture({ pixels, name = '' }: PictureProps) {
  return (
    <span
      className={classes.place}
      {...(name ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      {pixels && <PixelPicture pixels={pixels} />}
    </span>
  );
}
