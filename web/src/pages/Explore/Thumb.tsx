import type { ReactNode } from 'react';
import { Picture } from './Picture';
import classes from './Thumb.module.css';

interface ThumbProps {
  pixels: Uint8Array | undefined;
  /** For screen readers: what it is. */
  name: string;
  /** For eyes: what is worth knowing of it. */
  caption?: ReactNode;
  onOpen: () => void;
}

/** A small image that opens. */
export function Thumb({ pixels, name, caption, onOpen }: ThumbProps) {
  return (
    <button type="button" className={classes.thumb} title={name} onClick={onOpen} data-testid="sample">
      <Picture pixels={pixels} />
      <span className="visually-hidden">{name}</span>
      {caption !== undefined && (
        <span className={classes.caption} aria-hidden="true">
          {caption}
        </span>
      )}
    </button>
  );
}
