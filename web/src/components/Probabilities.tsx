import type { Judged } from '../api/types';
import { usePercent, useTexts } from '../i18n/language';
import classes from './Probabilities.module.css';

/** Ten bars, one for each digit a drawing can be. */
export function Probabilities({ of }: { of: Pick<Judged, 'alternatives' | 'probabilities'> }) {
  const { digit } = useTexts();
  const percent = usePercent();
  const best = of.alternatives[0]?.value;
  return (
    <ol className={classes.bars} aria-label={digit.probabilities}>
      {of.probabilities.map((probability, value) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          key={value}
          className={classes.row}
          data-best={value === best || undefined}
          data-testid="probability"
          data-value={probability}
        >
          <span>{value}</span>
          <span className={classes.track}>
            <span className={classes.bar} style={{ width: `${probability * 100}%` }} />
          </span>
          <span className={classes.share}>{percent(probability)}</span>
        </li>
      ))}
    </ol>
  );
}
