import classes from './CostBar.module.css';
import { scaleOf } from './cost';

interface CostBarProps {
  rate: number;
  error: number;
  usual: number | undefined;
}

const percent = (share: number) => `${share * 100}%`;

/** Both parts of a cost end to end, and where the usual one ends; the words beside it say the same. */
export function CostBar({ rate, error, usual }: CostBarProps) {
  const shares = scaleOf(rate, error, usual);
  return (
    <div className={classes.track} aria-hidden="true">
      <span className={classes.rate} style={{ width: percent(shares.rate) }} />
      <span className={classes.error} style={{ width: percent(shares.error) }} />
      {shares.usual !== null && <span className={classes.usual} style={{ left: percent(shares.usual) }} />}
    </div>
  );
}
