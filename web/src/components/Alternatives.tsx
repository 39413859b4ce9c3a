import type { Judged } from '../api/types';
import { usePercent, useTexts } from '../i18n/language';
import classes from './Alternatives.module.css';

/** The three most likely digits, most likely first. */
export function Alternatives({ of }: { of: Pick<Judged, 'alternatives'> }) {
  const { digit } = useTexts();
  const percent = usePercent();
  return (
    <ol className={classes.list} aria-label={digit.alternatives}>
      {of.alternatives.map(({ value, confidence }) => (
        <li key={value} className={classes.guess}>
          <span className={classes.value}>{value}</span>
          <span className="muted small">{percent(confidence)}</span>
        </li>
      ))}
    </ol>
  );
}
