import type { Mark } from '../../api/types';
import { usePercent, useTexts } from '../../i18n/language';
import classes from './MarkBox.module.css';

/** A point, a dash or a slash on the photo; a pointer that rests on it is told which. */
export function MarkBox({ mark, scale }: { mark: Mark; scale: number }) {
  const { digit, photoPage } = useTexts();
  const percent = usePercent();
  const [x, y, width, height] = mark.box;
  // A point may be a pixel or two: some air around it keeps it in sight.
  const air = 2 * scale;
  const outline = { x: x - air, y: y - air, width: width + 2 * air, height: height + 2 * air, rx: 3 * scale };
  return (
    <g data-testid="mark">
      <title>{digit.name(photoPage.markNames[mark.kind], percent(mark.confidence))}</title>
      <rect {...outline} className={classes.halo} />
      <rect {...outline} className={classes.outline} />
    </g>
  );
}
