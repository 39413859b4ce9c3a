import type { Sample } from '../../../api/explore';
import { useTexts } from '../../../i18n/language';
import { useExploring, useImages } from '../context';
import { Thumb } from '../Thumb';
import { useSampleName } from '../useSampleName';
import classes from './MapSection.module.css';

interface MiddleListProps {
  /** Kept between renderings. */
  indices: readonly number[];
  sample: (index: number) => Sample;
}

/** The images around the middle of the map: for keyboards, fingers and screen readers, which do not hover. */
export function MiddleList({ indices, sample }: MiddleListProps) {
  const texts = useTexts().explorePage.map;
  const { onOpen } = useExploring();
  const nameOf = useSampleName();
  const imageOf = useImages(indices);
  return (
    <div data-testid="map-middle">
      <h3 className={classes.title}>{texts.middle}</h3>
      <ol className={classes.middle}>
        {indices.map((index) => (
          <li key={index}>
            <Thumb
              pixels={imageOf(index)}
              name={nameOf(sample(index))}
              caption={sample(index).label}
              onOpen={() => onOpen(index, indices)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}
