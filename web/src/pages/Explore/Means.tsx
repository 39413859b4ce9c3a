import { ErrorNote } from '../../components/ErrorNote';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring, usePictures } from './context';
import classes from './Means.module.css';
import { Picture } from './Picture';

/** The mean image of each digit, and where its images differ. */
export function Means() {
  const texts = useTexts().explorePage.means;
  const format = useFormats();
  const { atlas, digit, onDigit } = useExploring();
  const means = usePictures('means');
  const variances = usePictures('variances');
  const { digits, most, least } = atlas.statistics.variation;
  return (
    <Section name="means" title={texts.title} intro={texts.intro}>
      {means.state === 'failed' && <ErrorNote error={means.error} />}
      <p>{texts.sentence(most, least)}</p>
      <ol className={classes.digits}>
        {digits.map((variation, value) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          <li key={value}>
            <button
              type="button"
              className={classes.digit}
              aria-pressed={digit === value}
              onClick={() => onDigit(digit === value ? null : value)}
            >
              <Picture
                pixels={means.state === 'answered' ? means.value[value] : undefined}
                name={texts.mean(value)}
              />
              <Picture
                pixels={variances.state === 'answered' ? variances.value[value] : undefined}
                name={texts.variance(value)}
              />
              <span className={classes.value} data-extreme={value === most || value === least || undefined}>
                {format.decimals(variation, 1)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
