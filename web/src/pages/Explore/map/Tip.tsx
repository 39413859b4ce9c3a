import { type ReactNode, useMemo } from 'react';
import { useImages } from '../context';
import { Picture } from '../Picture';
import classes from './PointMap.module.css';
import type { Screen } from './view';

interface TipProps {
  index: number;
  /** Where the mouse is. */
  place: readonly [number, number];
  screen: Screen;
  children: ReactNode;
}

/** The image under the mouse; for eyes only, as the list below the map tells the same. */
export function Tip({ index, place: [x, y], screen, children }: TipProps) {
  const imageOf = useImages(useMemo(() => [index], [index]));
  return (
    <div
      className={classes.tip}
      data-testid="map-tip"
      data-index={index}
      data-left={x > screen.width / 2 || undefined}
      data-up={y > screen.height / 2 || undefined}
      style={{ left: x, top: y }}
      aria-hidden="true"
    >
      <Picture pixels={imageOf(index)} />
      <span>{children}</span>
    </div>
  );
}
