import { useMemo } from 'react';
import type { Pair } from '../../api/explore';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import classes from './Alike.module.css';
import { useExploring, useImages } from './context';
import { Thumb } from './Thumb';

interface PairsProps {
  title: string;
  pairs: readonly Pair[];
}

/** Two images beside each other, as often as there are pairs. */
function Pairs({ title, pairs }: PairsProps) {
  const page = useTexts().explorePage;
  const texts = page.alike;
  const format = useFormats();
  const { onOpen } = useExploring();
  const indices = useMemo(() => pairs.flatMap(({ places }) => places), [pairs]);
  const imageOf = useImages(indices);
  return (
    <div className={classes.group}>
      <h3 className={classes.title}>{title}</h3>
      {pairs.length === 0 && <p className="muted">{texts.none}</p>}
      <ol className={classes.pairs}>
        {pairs.map(({ places, labels, distance }) => (
          <li key={places.join()} className={classes.pair}>
            {places.map((index, side) => (
              <Thumb
                key={index}
                pixels={imageOf(index)}
                name={page.sample.name(labels[side] ?? 0, format.count(index))}
                caption={labels[side]}
                onOpen={() => onOpen(index, indices)}
              />
            ))}
            <span className={classes.distance}>{texts.distance(format.decimals(distance, 2))}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Which images are nearly the same. */
export function Alike() {
  const texts = useTexts().explorePage.alike;
  const format = useFormats();
  const { atlas } = useExploring();
  const { alike, balance } = atlas.statistics;
  const both = balance.shares.train && balance.shares.test;
  return (
    <Section name="alike" title={texts.title} intro={texts.intro}>
      <p>
        {texts.sentence(format.decimals(alike.median_gap, 2))}{' '}
        {both &&
          texts.leaks(
            alike.test_like_training,
            format.count(alike.test_like_training),
            format.value(alike.limit),
          )}
      </p>
      <Pairs title={texts.pairs} pairs={alike.pairs} />
      {both && <Pairs title={texts.acrossPairs} pairs={alike.train_and_test} />}
    </Section>
  );
}
