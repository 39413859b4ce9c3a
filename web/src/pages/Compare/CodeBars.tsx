import type { Code } from '../../inference/protocol';
import { barsOf } from './bars';
import classes from './CodeBars.module.css';

interface CodeBarsProps {
  values: Code;
  label: string;
  kind: 'first' | 'second' | 'reasons';
}

const HEIGHT = 100;
/** Values that fill half of a chart if none is larger: of codes, whose length is 1, and of a judge's reasons. */
const LEAST = { first: 0.3, second: 0.3, reasons: 1 };

/** The values of a code as bars up and down from a line. */
export function CodeBars({ values, label, kind }: CodeBarsProps) {
  return (
    <svg
      className={classes.bars}
      data-kind={kind}
      data-testid={`bars-${kind}`}
      viewBox={`0 0 ${values.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {barsOf(values, HEIGHT, LEAST[kind]).map(({ top, height, negative }, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: values are known by their place in the code
          key={index}
          x={index + 0.14}
          width={0.72}
          y={top}
          height={height}
          data-negative={negative || undefined}
        />
      ))}
      <line x1={0} x2={values.length} y1={HEIGHT / 2} y2={HEIGHT / 2} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
