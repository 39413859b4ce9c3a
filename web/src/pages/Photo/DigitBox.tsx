import type { Digit } from '../../api/types';
import { usePercent, useTexts } from '../../i18n/language';
import { UNREADABLE } from '../../reading/number';
import classes from './DigitBox.module.css';

/** Side of the label in CSS pixels. */
const LABEL = 18;

interface DigitBoxProps {
  digit: Digit;
  /** Pixels of the photo in one CSS pixel: lines and labels keep their size on the screen. */
  scale: number;
  onActive: (digit: Digit | null) => void;
}

/** One digit's box with its value above, or within where the photo ends. */
export function DigitBox({ digit, scale, onActive }: DigitBoxProps) {
  const texts = useTexts().digit;
  const percent = usePercent();
  const [x, y, width, height] = digit.box;
  const side = LABEL * scale;
  const outline = { x, y, width, height, rx: 3 * scale };
  const labelY = y >= side ? y - side : y;
  const others = digit.alternatives.map(({ value, confidence }) => `${value} (${percent(confidence)})`);
  const name = texts.name(
    digit.value === null ? texts.unreadable : String(digit.value),
    percent(digit.confidence),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      role="button"
      tabIndex={0}
      className={digit.value === null ? classes.unreadable : classes.readable}
      aria-label={`${name}; ${texts.orElse(others.join(', '))}`}
      data-testid="box"
      onPointerEnter={() => onActive(digit)}
      onPointerLeave={() => onActive(null)}
      onFocus={() => onActive(digit)}
      onBlur={() => onActive(null)}
    >
      <rect
        x={x}
        y={labelY}
        width={Math.max(width, side)}
        height={y + height - labelY}
        className={classes.target}
      />
      <rect {...outline} className={classes.halo} />
      <rect {...outline} className={classes.box} />
      <rect x={x} y={labelY} width={side} height={side} rx={3 * scale} className={classes.label} />
      <text
        x={x + side / 2}
        y={labelY + side / 2}
        fontSize={14 * scale}
        textAnchor="middle"
        dominantBaseline="central"
        className={classes.value}
      >
        {digit.value ?? UNREADABLE}
      </text>
    </g>
  );
}
