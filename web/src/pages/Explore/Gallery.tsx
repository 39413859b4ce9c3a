import { Button } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import type { Sample, SampleQuery } from '../../api/explore';
import { ErrorNote } from '../../components/ErrorNote';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring, useImages } from './context';
import classes from './Gallery.module.css';
import { Thumb } from './Thumb';
import { useSampleName } from './useSampleName';
import { useSamples } from './useSamples';

interface GalleryProps {
  /** Kept between renderings. */
  query: SampleQuery;
  /** How many come at a time. */
  some?: number;
  /** What stands under each image. */
  caption?: (sample: Sample) => ReactNode;
}

/** Images that a question finds; each opens, and all can be leafed through. */
export function Gallery({ query, some = 40, caption }: GalleryProps) {
  const texts = useTexts().explorePage;
  const { count } = useFormats();
  const { onOpen } = useExploring();
  const nameOf = useSampleName();
  const { items, total, asking, error, more } = useSamples(query, some);
  const indices = useMemo(() => items.map(({ index }) => index), [items]);
  const imageOf = useImages(indices);
  if (total === 0) return <p className="muted">{texts.none}</p>;
  return (
    <div className={classes.gallery} aria-busy={asking} data-testid="gallery">
      <ol className={classes.list} data-captions={caption !== undefined || undefined}>
        {items.map((sample) => (
          <li key={sample.index}>
            <Thumb
              pixels={imageOf(sample.index)}
              name={nameOf(sample)}
              caption={caption?.(sample)}
              onOpen={() => onOpen(sample.index, indices)}
            />
          </li>
        ))}
      </ol>
      {error !== null && <ErrorNote error={error} />}
      <p className={classes.foot}>
        <span className="muted small" role="status" data-testid="shown">
          {total !== null && texts.of(count(items.length), count(total))}
        </span>
        {more && (
          <Button variant="default" size="xs" loading={asking} onClick={more} data-testid="more">
            {texts.more}
          </Button>
        )}
      </p>
    </div>
  );
}
