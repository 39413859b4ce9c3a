import { ErrorNote } from '../../components/ErrorNote';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import classes from './Components.module.css';
import { useExploring, usePictures } from './context';
import { Heat } from './Heat';
import { sum } from './tallies';

/** Value of a picture's pixel where the component is 0. */
const ZERO = 128;

/** Principal components: how much each explains, and what it looks like. */
export function Components() {
  const texts = useTexts().explorePage.components;
  const format = useFormats();
  const { share, needed } = useExploring().atlas.statistics.components;
  const pictures = usePictures('components');
  const shown = pictures.state === 'answered' ? pictures.value : [];
  return (
    <Section name="components" title={texts.title} intro={texts.intro}>
      <p>
        {texts.sentence(
          format.share(share[0] ?? 0),
          format.share((share[0] ?? 0) + (share[1] ?? 0)),
          format.count(needed['50%'] ?? 0),
          format.count(needed['95%'] ?? 0),
        )}
      </p>
      <ol className={classes.chart} aria-label={texts.chart}>
        {share.map((_, last) => {
          const together = sum(share.slice(0, last + 1));
          const name = texts.upTo(last + 1, format.share(together));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the component
            <li key={last} className={classes.bar} style={{ height: `${together * 100}%` }} title={name}>
              <span className="visually-hidden">{name}</span>
            </li>
          );
        })}
      </ol>
      <p className={`muted small ${classes.axis}`} aria-hidden="true">
        <span>1</span>
        <span>{texts.chart}</span>
        <span>{share.length}</span>
      </p>
      {pictures.state === 'failed' && <ErrorNote error={pictures.error} />}
      <ol className={classes.pictures}>
        {shown.map((pixels, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the component
          <li key={number} className={classes.component}>
            <Heat
              values={Array.from(pixels, (level) => (level - ZERO) / (255 - ZERO))}
              name={texts.component(number + 1, format.share(share[number] ?? 0))}
            />
            <span aria-hidden="true">{format.share(share[number] ?? 0)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
