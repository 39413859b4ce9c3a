import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Measure } from '../../api/explore';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import { Histogram } from './Histogram';
import classes from './Measures.module.css';
import { added, extremes } from './tallies';

const MEASURES = ['ink', 'slant', 'stroke_width'] as const;

/** Writes a value of each measure. */
function useWritten(measure: Measure): (value: number) => string {
  const format = useFormats();
  if (measure === 'ink') return format.share;
  if (measure === 'slant') return (value) => `${format.decimals(value, 1)}°`;
  return (value) => `${format.decimals(value, 2)} px`;
}

/** How ink, slant and stroke width are spread. */
export function Measures() {
  const page = useTexts().explorePage;
  const texts = page.measures;
  const [measure, setMeasure] = useState<Measure>('ink');
  const { atlas, digit, onDigit } = useExploring();
  const written = useWritten(measure);
  const { digits, mean, histogram } = atlas.statistics.measures[measure];
  const { most, least } = extremes(digits);
  return (
    <Section name="measures" title={texts.title} intro={texts.intro}>
      <SegmentedControl
        aria-label={texts.choose}
        className={classes.choice}
        data={MEASURES.map((value) => ({ value, label: texts.names[value] }))}
        value={measure}
        onChange={(value) => setMeasure(value as Measure)}
      />
      <p>
        {texts.sentence(most, written(digits[most] ?? 0), least, written(digits[least] ?? 0))}{' '}
        <span className="muted">({texts.units[measure]})</span>
      </p>
      <Histogram
        name={texts.chart(texts.names[measure])}
        edges={histogram.edges}
        all={added(histogram.counts)}
        some={digit === null ? null : (histogram.counts[digit] ?? null)}
        mean={digit === null ? mean : (digits[digit] ?? mean)}
        write={written}
      />
      <ol className={classes.means}>
        <li>
          <button
            type="button"
            className={classes.mean}
            aria-pressed={digit === null}
            onClick={() => onDigit(null)}
          >
            <span>{page.all}</span>
            <span className={classes.value}>{written(mean)}</span>
          </button>
        </li>
        {digits.map((value, which) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          <li key={which}>
            <button
              type="button"
              className={classes.mean}
              aria-pressed={digit === which}
              onClick={() => onDigit(which)}
            >
              <span>{which}</span>
              <span className={classes.value}>{value === null ? '–' : written(value)}</span>
            </button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
