import classes from './Histogram.module.css';

interface HistogramProps {
  name: string;
  /** One more than there are bars. */
  edges: readonly number[];
  all: readonly number[];
  /** Those that are looked at, drawn over all; null where all are. */
  some: readonly number[] | null;
  mean: number;
  write: (value: number) => string;
}

const HEIGHT = 100;

/** Bars of all values, pale, and of some of them, each as high as its own highest: what counts is the shape. */
export function Histogram({ name, edges, all, some, mean, write }: HistogramProps) {
  const [low = 0, high = 1] = [edges[0], edges.at(-1)];
  const place = ((mean - low) / (high - low)) * 100;
  const bars = (counts: readonly number[], className: string | undefined) => {
    const most = Math.max(1, ...counts);
    return counts.map((count, bar) => (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the bar
        key={bar}
        className={className}
        x={bar + 0.06}
        width={0.88}
        y={HEIGHT - (count / most) * HEIGHT}
        height={(count / most) * HEIGHT}
      />
    ));
  };
  return (
    <figure className={classes.figure}>
      <div className={classes.chart}>
        <svg
          role="img"
          aria-label={name}
          viewBox={`0 0 ${all.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={classes.bars}
        >
          {bars(all, some ? classes.pale : classes.full)}
          {some && bars(some, classes.some)}
        </svg>
        <span className={classes.mean} style={{ left: `${Math.min(Math.max(place, 0), 100)}%` }}>
          <span className={classes.meanText} data-right={place > 70 || undefined}>
            x̄ {write(mean)}
          </span>
        </span>
      </div>
      <figcaption className={classes.ends}>
        <span>≤ {write(low)}</span>
        <span>≥ {write(high)}</span>
      </figcaption>
    </figure>
  );
}
