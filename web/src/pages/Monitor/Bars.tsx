import classes from './Bars.module.css';

interface BarsProps {
  label: string;
  /** 0 to 1 each. */
  values: readonly number[];
  /** Drawn as a line over each bar; as many as values. */
  marks?: readonly number[];
}

/** A small bar chart; the highest bar or mark fills it. */
export function Bars({ label, values, marks = [] }: BarsProps) {
  const highest = Math.max(...values, ...marks) || 1;
  const percent = (value: number) => `${(100 * value) / highest}%`;
  return (
    <div role="img" aria-label={label} className={classes.bars}>
      {values.map((value, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        <span key={place} className={classes.place}>
          <span className={classes.bar} style={{ height: percent(value) }} />
          {marks[place] !== undefined && (
            <span className={classes.mark} style={{ bottom: percent(marks[place]) }} />
          )}
        </span>
      ))}
    </div>
  );
}
