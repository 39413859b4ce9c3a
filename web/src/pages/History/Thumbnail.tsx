import { useMemo } from 'react';
import type { KeptDrawing } from '../../api/types';
import classes from './Thumbnail.module.css';
import { thumbnailOf } from './thumbnail';

function Ink({ drawing: { strokes, width, height } }: { drawing: KeptDrawing }) {
  const { viewBox, path, penWidth } = useMemo(
    () => thumbnailOf(strokes ?? [], width, height),
    [strokes, width, height],
  );
  return (
    <svg className={classes.ink} viewBox={viewBox} strokeWidth={penWidth} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The drawing in small; for eyes only, as what was read stands beside it. */
export function Thumbnail({ drawing }: { drawing: KeptDrawing }) {
  return (
    <div className={classes.sheet} data-testid="thumbnail">
      {drawing.image ? (
        <img src={drawing.image} alt="" loading="lazy" decoding="async" className={classes.image} />
      ) : (
        <Ink drawing={drawing} />
      )}
    </div>
  );
}
