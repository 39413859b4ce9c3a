import type { CSSProperties } from 'react';
import type { Digit } from '../../api/types';
import { Alternatives } from '../../components/Alternatives';
import { usePercent, useTexts } from '../../i18n/language';
import { UNREADABLE } from '../../reading/number';
import classes from './DigitCard.module.css';

interface DigitCardProps {
  digit: Digit;
  /** The photo's size, in the unit of the digit's box. */
  width: number;
  height: number;
}

/** What is known of a digit, beside its box; for eyes only, as the box's name says the same. */
export function DigitCard({ digit, width, height }: DigitCardProps) {
  const texts = useTexts().digit;
  const percent = usePercent();
  const [x, y, , boxHeight] = digit.box;
  const below = y + boxHeight / 2 < height / 2;
  const left: Record<`--${string}`, string> = { '--left': `${(x / width) * 100}%` };
  const vertical: CSSProperties = below
    ? { top: `${((y + boxHeight) / height) * 100}%` }
    : { bottom: `${(1 - y / height) * 100}%` };
  return (
    <div className={classes.card} style={{ ...left, ...vertical }} data-below={below} aria-hidden="true">
      <p className={classes.head}>
        <span className={classes.value}>{digit.value ?? UNREADABLE}</span>
        <span className="muted small">
          {digit.value === null ? texts.unreadable : texts.sure(percent(digit.confidence))}
        </span>
      </p>
      <Alternatives of={digit} />
    </div>
  );
}
